import { parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { changeOwnApp } from '../../../../core/app/change-own-app.ts';
import { deleteApp } from '../../../../core/app/life/delete-app.ts';
import { restoreApp } from '../../../../core/app/life/restore-app.ts';
import { mergePull } from '../../../../core/app/promote-app.ts';
import { rollbackApp } from '../../../../core/app/rollback-app.ts';
import { drawBadge } from '../../../../core/app/story/badge.ts';
import { escapeXml } from '../../../../core/app/story/escape-xml.ts';
import type { HeldChecks } from '../../../../core/app/story/public-story.ts';
import { liveVersion, notePublicStory, requirePublicStory } from '../../../../core/app/story/public-story.ts';
import { storyFeed } from '../../../../core/app/story/story-feed.ts';
import type { Check } from '../../../../core/wire/check.ts';
import type { AcceptReport } from '../../../../core/wire/pod.ts';
import { never } from '../../ports/never.ts';
import { appOf, caller, deps, options, read, ship, useFreshPorts } from '../shipping-rig.ts';

useFreshPorts();

const check = (id: string): Check => ({
  id,
  feature: 'Adds',
  words: id,
  core: id === 'c1',
  steps: [{ do: 'see', what: '4' }],
});
const checks = ['c1', 'c2'].map(check);
const accept: AcceptReport = {
  browser: 'Chromium 141',
  checks: [
    { id: 'c1', outcome: 'held' },
    { id: 'c2', outcome: 'failed' },
  ],
  shots: [],
};
const merge = async (number = 1) =>
  mergePull(deps)({ actor: caller.id, app: await appOf(), number }, options);
const open = async (public_story = true) =>
  changeOwnApp(deps)({ app: await appOf(), public_story, actor: caller.id }, options);
const found = async () => requirePublicStory(deps)((await appOf()).app_id, never);
const badge = async () => drawBadge((await appOf()).title, await liveVersion(deps)(await appOf(), never));
const feed = async () => storyFeed(deps)(await appOf(), never);

describe('a public story', () => {
  const hidden = { name: 'NotFound', code: 'story_not_found' };

  test('is found by its id while its owner has it open', async () => {
    await ship();
    await expect(found()).rejects.toMatchObject(hidden);
    await open();
    expect(await found()).toEqual(await appOf());
    await open(false);
    await expect(found()).rejects.toMatchObject(hidden);
    // What finds it outlived a process that was killed: its row still says no.
    await notePublicStory(deps)(await appOf(), never);
    await expect(found()).rejects.toMatchObject(hidden);
  });

  test('of an unknown id, of junk and of a deleted app is none, in the same words', async () => {
    await ship();
    await open();
    const app = await appOf();
    const unknown = deps.ids.make('app');
    const words = async (id: string) =>
      requirePublicStory(deps)(id, never).catch((error: Error) => error.message);
    const said = await words(unknown);
    for (const id of ['', 'app_', '../../etc', `${app.app_id}x`, app.app_id.toUpperCase()])
      expect(await words(id)).toBe(said);
    await deleteApp(deps)({ app, confirm: app.slug, actor: caller.id }, options);
    expect(await words(app.app_id)).toBe(said);
    await restoreApp(deps)({ app, actor: caller.id }, options);
    expect(await found()).toMatchObject({ app_id: app.app_id });
    // The slug may be another app's by then.
    await notePublicStory(deps)({ ...app, app_id: unknown as typeof app.app_id }, never);
    expect(await words(unknown)).toBe(said);
  });
});

describe('a badge', () => {
  const held = (over: Partial<HeldChecks> = {}) => ({
    since: '2026-01-02T03:04:05.000Z',
    checks: { held: 2, total: 2, waived: 0, isTried: true, ...over },
  });

  test('says how many checks of what is live hold, and since when', async () => {
    await ship({ checks, accept });
    expect(await badge()).toContain('>not live yet<');
    await merge();
    expect(await badge()).toContain(`>1/2 checks held · ${(await appOf()).created_at.slice(0, 10)}<`);
  });

  test('of a version without checks says that it is live', async () => {
    await ship();
    await merge();
    expect(await badge()).toMatch(/>live · \d{4}-\d\d-\d\d</);
  });

  test.each([
    [{}, '2/2 checks held · 2026-01-02', '#1a7f4b'],
    [{ held: 1, waived: 1 }, '1/2 checks held, 1 waived · 2026-01-02', '#9a6700'],
    [{ held: 0, isTried: false }, 'checks not tried · 2026-01-02', '#57606a'],
  ])('%j is drawn as %s', (over, words, colour) => {
    const drawn = drawBadge('To do', held(over));
    expect(drawn).toContain(`>${words}<`);
    expect(drawn).toContain(colour);
    expect(drawn).toContain(`aria-label="To do: ${words}"`);
  });

  test('is one picture whatever the title is, and runs nothing', () => {
    const title = `"><script>alert(1)</script><image href=x onerror='y'>&\u0000\u0007\ud83d\uffff\u202e`;
    const drawn = drawBadge(title, held());
    for (const never of ['<script', '<image', '\u0000', '\u0007', '\uffff', "onerror='"])
      expect(drawn).not.toContain(never);
    const [svg] =
      (
        parse(drawn) as unknown as {
          childNodes: {
            childNodes: { childNodes: { tagName: string; childNodes: { tagName: string }[] }[] }[];
          }[];
        }
      ).childNodes[0]?.childNodes[1]?.childNodes ?? [];
    expect(svg?.tagName).toBe('svg');
    expect(svg?.childNodes.map(({ tagName }) => tagName)).toEqual(['title', 'rect', 'rect', 'g']);
  });
});

describe('a feed', () => {
  test('tells what everybody may know, newest first, in words of ours', async () => {
    await ship({ checks, accept });
    await merge();
    const first = await appOf();
    const second = await ship({
      checks,
      wanted: { app: { app_id: first.app_id, slug: first.slug }, extends: first.live_mission },
      files: [{ path: 'index.html', content: '<title>Second</title>' }],
    });
    await merge(2);
    await changeOwnApp(deps)({ app: await appOf(), title: 'Sums & <more>', actor: caller.id }, options);
    const back = { actor: caller.id, app: await appOf(), missionId: first.live_mission ?? second.missionId };
    await rollbackApp(deps)(back, options);
    const text = await feed();
    const titles = [...text.matchAll(/<entry>.*?<title>(.*?)<\/title>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      'An earlier version is live again',
      'The app has a new name',
      'A new version is live',
      'A new version is live',
      'The app was begun',
    ]);
    expect(text).toContain('<title>Sums &amp; &lt;more&gt;</title>');
    expect(text).toContain('<summary>1/2 checks held.</summary>');
    expect(text).toContain('<summary>checks not tried.</summary>');
    expect(text).toContain(`<link rel="alternate" href="${first.stable_url}"/>`);
    const { request, pullRequest, deployment } = await read(second.missionId);
    for (const secret of [request.voice_memo, pullRequest?.pr_url, deployment?.url, caller.id])
      expect(text).not.toContain(secret ?? 'nothing');
  });

  test('of an app that nobody merged has no link', async () => {
    await ship();
    const text = await feed();
    expect(text).not.toContain('<link');
    expect(text).toContain(`<updated>${(await appOf()).created_at}</updated>`);
    expect(
      await storyFeed({ eventLog: { ...deps.eventLog, read: async () => [] } })(await appOf(), never),
    ).toContain('</feed>');
  });

  test('of a version without checks says nothing of checks', async () => {
    await ship();
    await merge();
    expect(await feed()).not.toContain('<summary>');
  });
});

test('text that XML cannot hold is left out, and the rest is text', () =>
  expect(escapeXml(`a\u0000\u001b<&>"'\ud800é🎈\tb`)).toBe('a&lt;&amp;&gt;&quot;&#39;\ufffdé🎈\tb'));
