import { beforeAll, expect, it, vi } from 'vitest';
import { channelsSchema, linkCodeSchema } from '../../../core/wire/channel.ts';
import { answers, useAuthors } from '../rig/authors.ts';
import { useBot } from '../rig/bot.ts';
import { signIn } from '../rig/client.ts';
import { consultation } from '../rig/consultation.ts';
import { draftWith } from '../rig/drafts.ts';
import { useProduct } from '../rig/product.ts';

const authors = useAuthors();
const bot = useBot();
const product = useProduct({ env: async () => ({ ...(await authors.env()), ...bot.env() }) });
beforeAll(() => {
  authors.on('an adder', (asked) =>
    answers(asked, asked.asks === 'consult' ? consultation({ title: 'Adder' }) : draftWith()),
  );
});
const seen = async (text: RegExp): Promise<void> =>
  vi.waitFor(() => expect(bot.last()?.text).toMatch(text), { timeout: 240_000, interval: 50 });

it('a person links an account, builds an app from a chat and is shown how it goes, and is forgotten again', async () => {
  const person = await signIn(product.current);
  await bot.says('Build me an adder');
  await seen(/^I do not know you here yet/);
  const { code } = await person.send(linkCodeSchema, 201, '/gantry/channels/link', {});
  await bot.says(`/link ${code}`);
  await seen(/^You are linked as admin/);
  await bot.says('Build me an adder');
  await seen(/Adder\n• Adds two numbers/);
  const shown = bot.api().sent.length;
  await bot.presses('Build', 8);
  await seen(/^I do not know you here yet/);
  await bot.presses('Build');
  await seen(/^Pull request: http/m);
  expect(bot.api().sent).toHaveLength(shown + 2);
  expect(bot.last()?.edits).toBeGreaterThan(1);
  expect(bot.api().answered).toHaveLength(2);
  const { platforms, links } = await person.read(channelsSchema, '/gantry/channels');
  expect(platforms).toContain('telegram');
  expect(links).toMatchObject([{ platform: 'telegram', person: '7' }]);
  const removed = await person.call('DELETE', `/gantry/channels/links/${links[0]?.link_id}`);
  expect(removed.status).toBe(204);
  await bot.says('Hello');
  await seen(/^I do not know you here yet/);
});
