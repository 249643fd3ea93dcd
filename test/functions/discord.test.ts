import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../adapters/node/clock.ts';
import type { ChannelDelivery } from '../../core/ports/channel.ts';
import { linkCodeSchema } from '../../core/wire/channel.ts';
import { botToken, discordBench, publicKeyHex, signed } from '../adapters/discord/discord-bench.ts';
import { unlikeReply } from '../adapters/discord/published.ts';
import { callRoute, errorOf, invoke } from './call-function.ts';
import { signedIn } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let bench: Awaited<ReturnType<typeof discordBench>>;
let opened: OpenedWorld;
beforeAll(async () => {
  bench = await discordBench();
  // Deliveries are signed now.
  bench.channel(systemClock);
  const discord = { token: botToken, publicKey: publicKeyHex, apiUrl: bench.api.apiUrl };
  opened = await openWorld({ services: { discord } });
});
afterAll(() => {
  opened.close();
  bench.close();
});

const delivered = ({ body, header }: ChannelDelivery) =>
  callRoute('channelDelivery', {
    params: { platform: 'discord' },
    headers: {
      'X-Signature-Ed25519': header('x-signature-ed25519') ?? '',
      'X-Signature-Timestamp': header('x-signature-timestamp') ?? '',
    },
    body: Buffer.from(body).toString(),
  });
const ping = () => signed('{"type":1}', Math.floor(Date.now() / 1_000));

it('answers what Discord asks before it takes an address, and refuses what it forges on purpose', async () => {
  const answer = await delivered(ping());
  expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { type: 1 }]);
  expect(answer.headers).toMatchObject({ 'content-type': 'application/json' });
  const forged = await delivered(bench.forged(ping()));
  expect([forged.status, errorOf(forged).code]).toEqual([401, 'delivery_forged']);
});

it('shows at once what was said, and answers it when the queue is followed', async () => {
  const { token } = await signedIn(opened.world, 'ana');
  const { code } = linkCodeSchema.parse(
    JSON.parse((await callRoute('makeLinkCode', { token, body: {} })).text),
  );
  const hidden = await delivered(bench.says('7', `/link ${code}`));
  const shown = await delivered(bench.says('7', 'Build me a calculator'));
  for (const { text } of [hidden, shown]) expect(unlikeReply(JSON.parse(text))).toBeUndefined();
  expect(hidden.text).not.toContain(code);
  expect(shown.text).toContain('>>> Build me a calculator');
  await invoke('work-channels', {});
  expect(bench.seen().map(({ text, buttons }) => [text.slice(0, 22), buttons])).toEqual([
    ['You are linked as ana.', []],
    [expect.any(String), ['Build', 'Change']],
  ]);
});
