import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pollUpdates } from '../../../adapters/telegram/poll-updates.ts';
import type { ChannelDelivery } from '../../../core/ports/channel.ts';
import { botToken, openBotApi } from './bot-api.ts';

let api: Awaited<ReturnType<typeof openBotApi>>;
let stopped: AbortController;
beforeEach(async () => {
  api = await openBotApi(botToken);
  stopped = new AbortController();
});
afterEach(() => api.close());

function polling(take: (delivery: ChannelDelivery) => Promise<Readonly<Record<string, unknown>> | null>) {
  const troubles: string[] = [];
  const onTrouble = (trouble: string): void => void troubles.push(trouble);
  const config = { token: botToken, secret: 'shared', apiUrl: api.apiUrl };
  const done = pollUpdates(config, { take, onTrouble }, stopped.signal);
  const stop = async (): Promise<void> => {
    stopped.abort();
    await done;
  };
  return { troubles, stop };
}

const numberOf = ({ body }: ChannelDelivery): number => JSON.parse(Buffer.from(body).toString()).update_id;

test('brings what was said while it asks and before, each once and in order, with the secret that a webhook would show', async () => {
  const taken: number[] = [];
  const secrets = new Set<string | undefined>();
  api.happens({ update_id: 4 });
  const { stop } = polling(async (delivery) => {
    taken.push(numberOf(delivery));
    secrets.add(delivery.header('x-telegram-bot-api-secret-token'));
    return null;
  });
  await vi.waitFor(() => expect(taken).toEqual([4]));
  api.happens({ update_id: 7 });
  await vi.waitFor(() => expect(taken).toEqual([4, 7]));
  await stop();
  expect([...secrets]).toEqual(['shared']);
});

test('lets go of the button that was pressed', async () => {
  api.happens({ update_id: 1 });
  const { stop } = polling(async () => ({ method: 'answerCallbackQuery', callback_query_id: '17' }));
  await vi.waitFor(() => expect(api.answered).toEqual(['17']));
  await stop();
});

test('says what keeps Telegram from answering, its token left out, and ends at once when it is stopped', async () => {
  api.state.hasWebhook = true;
  const { troubles, stop } = polling(async () => null);
  await vi.waitFor(() => expect(troubles).toHaveLength(1));
  expect(troubles[0]).toMatch(/gives no updates: Conflict: .* webhook is active/);
  await stop();
  expect(inspect(troubles)).not.toContain(botToken);
});

test('asks again for an update that could not be taken', async () => {
  api.happens({ update_id: 1 });
  let tries = 0;
  const { troubles, stop } = polling(async () => {
    tries += 1;
    throw new Error('The disk is full.');
  });
  await vi.waitFor(() => expect(troubles).toEqual(['The disk is full.']));
  await stop();
  expect(tries).toBe(1);
  const again: number[] = [];
  stopped = new AbortController();
  const second = polling(async (delivery) => {
    again.push(numberOf(delivery));
    return null;
  });
  await vi.waitFor(() => expect(again).toEqual([1]));
  await second.stop();
});
