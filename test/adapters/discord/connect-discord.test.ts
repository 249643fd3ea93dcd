import { afterEach, beforeEach, expect, test } from 'vitest';
import { commands } from '../../../adapters/discord/commands.ts';
import { connectDiscord } from '../../../adapters/discord/connect-discord.ts';
import { never } from '../../core/ports/never.ts';
import { openDiscordApi, refusal } from './discord-api.ts';
import { botToken as token } from './discord-bench.ts';

const publicKey = 'e0'.repeat(32);
const endpointUrl = 'https://gantry.example/gantry/channels/discord';
let api: Awaited<ReturnType<typeof openDiscordApi>>;
beforeEach(async () => {
  api = await openDiscordApi(token, publicKey);
});
afterEach(() => api.close());
const connect = (over: object = {}) =>
  connectDiscord({ token, publicKey, apiUrl: api.apiUrl, endpointUrl, ...over }, never);

test('offers the commands, sets the address and tells how to invite the bot, as often as it is asked', async () => {
  for (const publicKeyAsCopied of [publicKey, publicKey.toUpperCase()])
    expect(await connect({ publicKey: publicKeyAsCopied })).toEqual({
      kind: 'connected',
      inviteUrl:
        'https://discord.com/oauth2/authorize?client_id=775799577604522054&scope=bot+applications.commands&permissions=274877942784',
    });
  expect(api.state).toMatchObject({ commands, endpoint: endpointUrl });
});

test('offers each command only in servers that the bot was added to and in direct messages to it', async () => {
  await connect();
  const where = { integration_types: [0], contexts: [0, 1] };
  expect(api.state.commands).toMatchObject([
    { name: 'gantry', ...where },
    { name: 'Send to Gantry', ...where },
  ]);
});

test('leaves the address as it is where none is given', async () => {
  expect(await connect({ endpointUrl: undefined })).toMatchObject({ kind: 'connected' });
  expect(api.state.endpoint).toBeUndefined();
});

test('names a token that is none, and a key of another application, before anything is changed', async () => {
  expect(await connect({ token: 'other' })).toMatchObject({ say: expect.stringMatching(/DISCORD_TOKEN/) });
  expect(await connect({ publicKey: 'e1'.repeat(32) })).toMatchObject({
    say: expect.stringMatching(/^DISCORD_PUBLIC_KEY is not the key/),
  });
  expect(api.state.commands).toBeUndefined();
});

test('says what Discord says about the commands and about the address', async () => {
  const me = { status: 200, body: { id: '775799577604522054', verify_key: publicKey } };
  const wrong = (field: string, message: string) =>
    refusal(400, 50_035, 'Invalid Form Body', { [field]: { _errors: [{ code: 'X', message }] } });
  api.state.refusals.push(me, wrong('0', 'Contexts are not supported.'));
  expect(await connect()).toEqual({
    kind: 'refused',
    say: 'Discord refuses the commands: Invalid Form Body: Contexts are not supported.',
  });
  const invalid = wrong('interactions_endpoint_url', `The endpoint could not be verified with ${token}.`);
  api.state.refusals.push(me, { status: 200, body: [] }, invalid);
  expect(await connect()).toMatchObject({
    say: expect.stringContaining(
      `Discord does not take ${endpointUrl}: Invalid Form Body: The endpoint could not be verified with [redacted]. Check`,
    ),
  });
});
