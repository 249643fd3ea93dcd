import { describe, expect, test } from 'vitest';
import { mergePull } from '../../../core/app/promote-app.ts';
import type { PageRequest } from '../../../core/ports/page-fetcher.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { appOf, caller, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';

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
