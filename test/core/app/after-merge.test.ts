import { describe, expect, test } from 'vitest';
import type { AppRecord } from '../../../core/app/app.ts';
import { closeContained } from '../../../core/app/close-contained.ts';
import { mergePull, requirePull } from '../../../core/app/promote-app.ts';
import type { PageRequest } from '../../../core/ports/page-fetcher.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { never } from '../ports/never.ts';
import { appOf, caller, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';
import { sources } from './tested-mission.ts';

useFreshPorts();

const checks: readonly Check[] = [
  {
    id: 'c1',
    feature: 'Adds',
    words: 'It adds.',
    core: true,
    steps: [
      { do: 'call', method: 'POST', path: '/api/sum' },
      { do: 'call', method: 'GET', path: '/api/sum' },
    ],
  },
];
const accept: AcceptReport = { browser: 'Chromium 141', checks: [{ id: 'c1', outcome: 'held' }], shots: [] };

/** Merges what was shipped; its function answers this, and each call of it is noted. */
async function merged(status: number, wish: Parameters<typeof ship>[0] = {}) {
  const { pageFetcher } = deps;
  const asked: string[] = [];
  const answering = (status: number): typeof pageFetcher => ({
    fetch: async (
      url,
      limits: Parameters<typeof pageFetcher.fetch>[1] & { request?: PageRequest },
      signal,
    ) => {
      if (!url.endsWith('/api/sum')) return pageFetcher.fetch(url, limits, signal);
      asked.push(limits.request?.method ?? 'none');
      return { status, finalUrl: url, contentType: '', bytes: new Uint8Array() };
    },
  });
  deps.pageFetcher = answering(200);
  await ship(wish);
  asked.length = 0;
  const merge = mergePull({ ...deps, pageFetcher: answering(status) });
  const outcome = await merge({ actor: caller.id, app: await appOf(), number: 1 }, options).catch(
    (error: unknown) => error,
  );
  return { asked, outcome };
}

describe('production', () => {
  test('is asked what held in the pod, where that changes nothing', async () => {
    const { asked, outcome } = await merged(200, { checks, accept });
    expect(outcome).toMatchObject({ state: 'merged' });
    expect(asked).toEqual(['GET']);
    expect((await story(await appOf())).at(-1)).toBe('app-promoted');
  });

  test('that breaks is not called live', async () => {
    const { outcome } = await merged(500, { checks, accept });
    expect(outcome).toMatchObject({ name: 'DependencyFailed', code: 'call_differs' });
    expect(await story(await appOf())).not.toContain('app-promoted');
  });

  test('of a mission of version 0.1 is asked nothing', async () => {
    const { asked, outcome } = await merged(500);
    expect(outcome).toMatchObject({ state: 'merged' });
    expect(asked).toEqual([]);
  });
});

describe('pull requests that are contained in a merged one', () => {
  const extension = async (extended: MissionId, path: string) => {
    const { app_id, slug } = await appOf();
    const wanted = { app: { app_id, slug }, extends: extended };
    return ship({ wanted, files: [...sources, { path, content: '' }] });
  };
  const pull = async (number: number) => requirePull(deps)(await appOf(), number, never);

  test('are closed with a word, however many missions lie between', async () => {
    const first = await ship();
    const second = await extension(first.missionId, 'b.js');
    await extension(second.missionId, 'c.js');
    await mergePull(deps)({ actor: caller.id, app: await appOf(), number: 3 }, options);
    for (const number of [1, 2])
      expect(await pull(number)).toMatchObject({
        state: 'closed',
        body: expect.stringMatching(/all of this is in pull request #3, which was merged\.$/),
      });
  });

  test('are none where the app has no version of what was extended, or that was proposed nowhere', async () => {
    const first = await ship();
    const second = await extension(first.missionId, 'b.js');
    const closed: number[] = [];
    const codeHost = {
      ...deps.codeHost,
      close: async (_repository: string, number: number) => void closed.push(number),
    };
    const app = await appOf();
    const [one, two] = app.versions;
    if (one === undefined || two === undefined) throw new Error('two versions were shipped');
    const close = (versions: AppRecord['versions']) =>
      closeContained({ ...deps, codeHost })(
        { app: { ...app, versions }, version: two, repository: 'ada/calculator', number: 2 },
        never,
      );
    await close([two]);
    await close([{ ...one, pull_number: null }, two]);
    expect(closed).toEqual([]);
    await close([one, two]);
    expect(closed).toEqual([1]);
    expect(second.request.extends).toBe(first.missionId);
  });

  test('that cannot be closed undo no merge', async () => {
    const first = await ship();
    await extension(first.missionId, 'b.js');
    const codeHost = { ...deps.codeHost, close: async () => Promise.reject(new Error('no network')) };
    const merge = mergePull({ ...deps, codeHost });
    expect(await merge({ actor: caller.id, app: await appOf(), number: 2 }, options)).toMatchObject({
      state: 'merged',
    });
  });
});
