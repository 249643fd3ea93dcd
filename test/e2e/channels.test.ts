import { expect, it, vi } from 'vitest';
import { useBot } from './rig/bot.ts';
import { useProduct } from './rig/product.ts';

const bot = useBot();
const product = useProduct({ env: bot.env });

/** Says something while Telegram asks for ten minutes’ patience, which has then been heard of. */
async function saysWhileBusy(text: string): Promise<void> {
  bot.api().state.busySeconds = 600;
  await bot.says(text);
  await vi.waitFor(() => expect(bot.api().state.busySeconds).toBe(0), { timeout: 60_000 });
}

it.each(['kill', 'stop'] as const)(
  'what was said is answered, once, after a %s of a product that was asked for patience',
  async (how) => {
    const count = bot.api().sent.length;
    await saysWhileBusy('/help');
    await product.restart(how);
    await vi.waitFor(() => expect(bot.api().sent).toHaveLength(count + 1), { timeout: 60_000 });
    await bot.says('/unlink');
    await vi.waitFor(() => expect(bot.last()?.text).toMatch(/^You are not linked/), { timeout: 60_000 });
    expect(
      bot
        .api()
        .sent.slice(count)
        .map(({ text }) => text.slice(0, 16)),
    ).toEqual(['Say what you wan', 'You are not link']);
  },
);
