import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDiscordApi } from './discord-api.ts';
import { botToken as token } from './discord-bench.ts';

const publicKey = 'e0'.repeat(32);
const script = join(import.meta.dirname, '../../../scripts/connect-discord.ts');
let api: Awaited<ReturnType<typeof openDiscordApi>>;
beforeEach(async () => {
  api = await openDiscordApi(token, publicKey);
});
afterEach(() => api.close());

const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const given = {
    DISCORD_TOKEN: token,
    DISCORD_PUBLIC_KEY: publicKey,
    DISCORD_API_URL: api.apiUrl,
    NO_COLOR: '1',
    ...env,
  };
  return new Promise<{ readonly status: number; readonly output: string }>((resolve) => {
    execFile(process.execPath, [script, ...words], { env: given }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
};

test('connects an installation by its address, and tells how to invite the bot', async () => {
  const { status, output } = await run(['https://gantry.example/']);
  expect(output).toContain('https://discord.com/oauth2/authorize?client_id=');
  expect(status).toBe(0);
  expect(api.state.endpoint).toBe('https://gantry.example/gantry/channels/discord');
});

test('says what is wrong, with the token nowhere in it', async () => {
  const { status, output } = await run(['https://gantry.example'], { DISCORD_PUBLIC_KEY: 'e1'.repeat(32) });
  expect([status, output]).toEqual([1, expect.stringMatching(/DISCORD_PUBLIC_KEY is not the key/)]);
  expect(output).not.toContain(token);
});

test('tells how it is called where the address is none that Discord could reach', async () => {
  const { status, output } = await run(['http://localhost:5050']);
  expect([status, output]).toEqual([2, expect.stringMatching(/^Usage: npm run connect:discord/)]);
  expect(api.state.asked).toBe(0);
});
