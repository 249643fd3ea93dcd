import { describe, expect, it } from 'vitest';
import type { AppView } from '../../core/wire/http.ts';
import { appViewSchema } from '../../core/wire/http.ts';
import type { MissionStatus } from '../../core/wire/mission.ts';
import { keepFirstWords, takeFirstWords } from '../../web/talk/first-words.ts';
import { appStanding } from '../../web/workspace/app-standing.ts';
import { readFunctionLogs } from '../../web/workspace/function-log.ts';
import { allMissions, madeAtMs, shownMissions, timelineOf } from '../../web/workspace/timeline.ts';
import { eventOf, missionId, viewOf } from './mission-frames.ts';

describe('a conversation’s timeline', () => {
  // 2026-11-30T21:00:00Z, and two minutes later.
  const early = 'msn_01m8q3hc40aaaaaaaaaaaaaaaa';
  const atMs = madeAtMs(early);
  const turn = (role: 'person' | 'gantry', afterMs: number) => ({
    role,
    text: `${role} ${afterMs}`,
    at: new Date(atMs + afterMs).toISOString(),
  });
  const shape = (items: ReturnType<typeof timelineOf>) =>
    items.map((item) => (item.kind === 'turn' ? item.turn.text : item.missionId));

  it('reads from an id when it was made', () => {
    expect(new Date(atMs).getUTCFullYear()).toBe(2026);
    expect(madeAtMs(`msn_${'0'.repeat(26)}`)).toBe(0);
  });

  it('puts a mission behind the reply that announced it, and before what was said next', () => {
    const turns = [turn('person', -5_000), turn('gantry', 40), turn('person', 200), turn('gantry', 300_000)];
    expect(shape(timelineOf(turns, [early]))).toEqual([
      'person -5000',
      'gantry 40',
      early,
      'person 200',
      'gantry 300000',
    ]);
  });

  it('puts one that nobody talked about at the end, and all of them in their order', () => {
    const later = `msn_${'01m8q3hc50'}${'a'.repeat(16)}`;
    expect(shape(timelineOf([turn('person', -5_000)], [later, early]))).toEqual([
      'person -5000',
      early,
      later,
    ]);
    expect(shape(timelineOf([], [early]))).toEqual([early]);
  });

  it('has the missions that the app got elsewhere too, each once, and not a hundred of them', () => {
    const later = `msn_${'01m8q3hc50'}${'a'.repeat(16)}`;
    expect(allMissions([later], [early, later])).toEqual([early, later]);
    const many = Array.from({ length: 40 }, (_, index) => `msn_${index}`);
    expect(shownMissions(many)).toHaveLength(12);
    expect(shownMissions(many).at(-1)).toBe('msn_39');
    expect(shownMissions([early])).toEqual([early]);
  });
});

describe('how a version stands', () => {
  const app = (over: Partial<AppView> = {}): AppView =>
    appViewSchema.parse({
      app_id: `app_${'0'.repeat(26)}`,
      slug: 'board',
      title: 'Board',
      stack: 'static',
      live_url: null,
      clone_url: null,
      repo_url: null,
      missions: [missionId],
      created_at: '2026-01-01T00:00:00Z',
      ...over,
    });
  const told = (seq: number, event: string, id: string, more: Record<string, unknown> = {}) =>
    eventOf({ seq, event, status: 'QUEUED', data: { mission_id: id, ...more } });
  const pull = { number: 3, pr_url: 'http://localhost/pulls/ada/board/3' };
  const shipped = viewOf('DEPLOYED', { url: 'http://board-1.localhost/', app: 'board' });
  const live = 'http://board.localhost/';

  it('is a preview with a pull request until somebody merges it, and live from then on', () => {
    const opened = [told(1, 'pull-request-opened', missionId, pull)];
    const before = appStanding(shipped, { app: app(), events: opened });
    expect(before.badge).toEqual({ words: 'Preview', tone: 'warn' });
    expect(before.pull?.number).toBe(3);
    expect(before.isLive).toBe(false);
    const merged = [...opened, told(2, 'pull-request-merged', missionId), told(3, 'app-promoted', missionId)];
    const after = appStanding(shipped, { app: app({ live_url: live }), events: merged });
    expect(after).toMatchObject({
      badge: { words: 'Live', tone: 'good' },
      isLive: true,
      live,
      pull: undefined,
    });
    const replaced = appStanding(shipped, {
      app: app({ live_url: live }),
      events: [...merged, told(4, 'app-promoted', 'msn_other')],
    });
    expect(replaced).toMatchObject({ badge: { words: 'Replaced by another version' }, isLive: false });
  });

  it('says why a merge put nothing live', () => {
    const events = [told(1, 'pull-request-merged', missionId), told(2, 'promotion-refused', missionId)];
    const standing = appStanding(shipped, { app: app(), events });
    expect(standing.badge).toEqual({ words: 'Merged, but not live', tone: 'bad' });
    expect(standing.refusal).toBe('promotion-refused');
  });

  it.each<[MissionStatus, string]>([
    ['ARCHITECTING', 'Writing'],
    ['FAILED', 'Failed'],
    ['CANCELLED', 'Cancelled'],
  ])('of a mission that is %s says %s, and offers no merge', (status, words) => {
    const events = [told(1, 'pull-request-opened', missionId, pull)];
    const standing = appStanding(viewOf(status), { app: app({ live_url: live }), events });
    expect(standing.badge.words).toBe(words);
    expect(standing.pull).toBeUndefined();
    expect(standing.live).toBe(live);
  });

  it('follows no address that is not a web page’s, and says of a deleted app that it is', () => {
    const odd = appStanding(undefined, { app: app({ live_url: 'javascript:alert(1)' }), events: [] });
    expect(odd.live).toBeUndefined();
    expect(odd.badge.words).toBe('Not live yet');
    const gone = { deleted_at: '2026-01-02T00:00:00Z', purge_at: '2026-01-09T00:00:00Z' };
    const deleted = appStanding(shipped, { app: app({ ...gone, live_url: live }), events: [] });
    expect(deleted.badge.words).toBe('Deleted');
    expect([deleted.live, deleted.preview, deleted.isLive]).toEqual([undefined, undefined, false]);
  });
});

describe('what functions printed', () => {
  it('is told apart by function', () => {
    const text = '# api/a.js\nhello\n# not a file\n\n# api/b/[id].ts\nTypeError: x\n    at y\n';
    expect(readFunctionLogs(text)).toEqual({
      functions: [
        { file: 'api/a.js', lines: ['hello', '# not a file'] },
        { file: 'api/b/[id].ts', lines: ['TypeError: x', '    at y'] },
      ],
      words: undefined,
    });
  });

  it('is a sentence where there is none', () => {
    expect(readFunctionLogs('Nothing was printed.\n')).toEqual({
      functions: [],
      words: 'Nothing was printed.',
    });
  });
});

describe('the first words', () => {
  it('are said once', () => {
    keepFirstWords('Build a board');
    expect(takeFirstWords()).toBe('Build a board');
    expect(takeFirstWords()).toBeUndefined();
  });
});
