import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postMission, postReply } from '../../../core/channels/posts.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { Post } from '../../../core/wire/channel.ts';
import { discordBench } from '../../adapters/discord/discord-bench.ts';
import { slackBench } from '../../adapters/slack/slack-bench.ts';
import { telegramBench } from '../../adapters/telegram/telegram-bench.ts';
import type { ChannelBench, SeenMessage } from '../../contract/channel.ts';
import { play } from '../../core/mission/play.ts';
import { manualClock } from '../../core/ports/manual-clock.ts';
import { never } from '../../core/ports/never.ts';
import { hasBrowser, launchBrowser } from '../built-in-apps/support/open-app.ts';

const docs = join(import.meta.dirname, '../../../docs/screenshots');
let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await launchBrowser();
});
afterAll(() => browser?.close());

const plan = {
  plan_id: `pln_${'1'.repeat(26)}`,
  title: 'Guest list',
  stack: 'node',
  features: ['Put a name and a dish on the list', 'See who comes, and how many', 'Take a dish off again'],
  estimate: { seconds: 240, usd: 0.61 },
};
const planned = { reply: 'Here is a plan for your street party.', state: 'NEEDS_CONFIRMATION', plan };

const ended = {
  status: 'DEPLOYED',
  speech: 'Your guest list is live as a preview. Merge its pull request to put it into production.',
  url: 'https://guest-list.example.com/',
  pr_url: 'https://code.example.com/guest-list/pull/1',
  checks: { held: 3, total: 3, waived: 0, browser: 'Chromium' },
} as const;

/** What a person sees of a plan and of the end of its mission, as the platform's stand-in took it from the adapter. */
async function seenAt(bench: ChannelBench): Promise<readonly SeenMessage[]> {
  const channel = bench.channel(manualClock());
  const read = channel.read(bench.says('7', 'A sign-up list for our street party'));
  if (read.kind !== 'said') throw new Error('nothing was said');
  const { place } = read.said;
  const posts: readonly Post[] = [
    postReply(planned as Parameters<typeof postReply>[0]),
    postMission({ ...viewMission(await play([])), ...ended }),
  ];
  for (const post of posts) await channel.post(place, post, never);
  const seen = bench.seen();
  bench.close();
  return seen;
}

const platforms = [
  ['Telegram', telegramBench, '#dfeaf3', '#ffffff', '#2a7ab0'],
  ['Slack', slackBench, '#ffffff', '#f6f6f6', '#007a5a'],
  ['Discord', discordBench, '#f2f3f5', '#ffffff', '#4654c0'],
] as const;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>');

function drawn(
  messages: readonly SeenMessage[],
  [name, , ground, bubble, accent]: (typeof platforms)[number],
): string {
  const keys = ({ buttons, links, text }: SeenMessage): string =>
    [...buttons, ...links.filter((link) => !text.includes(`${link}: `))]
      .map((label) => `<b style="background:${accent}">${escaped(label)}</b>`)
      .join('');
  const bubbles = messages.map(
    (message) => `<p style="background:${bubble}">${escaped(message.text)}<span>${keys(message)}</span></p>`,
  );
  return `<section style="background:${ground}"><h2>${name}</h2>${bubbles.join('')}</section>`;
}

const style = `body{margin:0;font:15px/1.45 system-ui,sans-serif;color:#1c1e21;background:#fff}
main{display:grid;grid-template-columns:1fr 1fr 1fr;gap:16px;padding:16px;width:1168px}
section{border:1px solid #d0d4da;border-radius:12px;padding:16px;overflow-wrap:anywhere}h2{font-size:15px;margin:0 0 12px}
p{margin:0 0 12px;padding:12px;border:1px solid #dde1e6;border-radius:10px}span{display:flex;gap:8px;flex-wrap:wrap;margin-top:10px}
b{color:#fff;border-radius:6px;padding:6px 12px;font-weight:600}`;

describe.skipIf(!hasBrowser)('what people see where they talk', () => {
  it('is the plan with a way to say yes, and the end with its preview and pull request, on each platform', async () => {
    const sections: string[] = [];
    for (const platform of platforms) {
      const [plans, end] = await seenAt(await platform[1]());
      for (const words of ['Guest list', 'Take a dish off again']) expect(plans?.text).toContain(words);
      expect(`${plans?.buttons.join()} ${plans?.text}`).toMatch(/Build|yes/);
      expect(end?.links).toEqual(expect.arrayContaining(['Open the preview', 'Pull request']));
      sections.push(
        drawn(
          [plans, end].filter((message) => message !== undefined),
          platform,
        ),
      );
    }
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    await page.setContent(`<!doctype html><style>${style}</style><main>${sections.join('')}</main>`);
    expect(await page.locator('section').count()).toBe(platforms.length);
    if (process.env.GANTRY_KEEP_PICTURES === '1') {
      mkdirSync(docs, { recursive: true });
      writeFileSync(join(docs, 'channels.png'), await page.locator('main').screenshot());
    }
    await page.close();
  });
});
