import { describe, expect, test } from 'vitest';
import { followMerge } from '../../../core/app/follow-merge.ts';
import { DependencyFailed } from '../../../core/errors.ts';
import type { ShownChecks } from '../../../core/ports/code-host.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { appOf, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';
import { sources } from './tested-mission.ts';

useFreshPorts();

const checks = [
  { id: 'c1', feature: 'Adds', words: 'It adds.', core: true, steps: [{ do: 'open', path: '/' }] },
  { id: 'c2', feature: 'Dark', words: 'It can be *dark*.', core: false, steps: [{ do: 'open', path: '/' }] },
] satisfies Check[];
const seen = (...outcomes: readonly AcceptReport['checks'][number]['outcome'][]): AcceptReport => ({
  browser: 'Chromium 141',
  checks: outcomes.map((outcome, index) => ({ id: `c${index + 1}`, outcome })),
  shots: [],
});

/** What is shown beside pull requests from now on. */
function board() {
  const shown: ShownChecks[] = [];
  Object.assign(deps.codeHost, {
    showChecks: async (_repository: string, given: ShownChecks) => void shown.push(given),
  });
  return shown;
}

describe('the checks beside a pull request', () => {
  test('hold where all of them hold, with their words and the mission’s page', async () => {
    const shown = board();
    const { missionId, pullRequest } = await ship({ checks, accept: seen('held', 'held') });
    expect(shown).toEqual([
      {
        missionId,
        headSha: pullRequest?.head_sha,
        outcome: 'held',
        title: '2 of 2 checks hold',
        url: `https://gantry.example.com/#/missions/${missionId}`,
        summary: expect.stringContaining(String.raw`- [x] It can be \*dark\*.`),
      },
    ]);
    expect(shown[0]?.summary).not.toContain('## Checks');
  });

  test('fail where one of them fails, which is named', async () => {
    const shown = board();
    await ship({ checks, accept: seen('held', 'failed') });
    expect(shown[0]).toMatchObject({ outcome: 'failed', title: '1 of 2 checks hold' });
    expect(shown[0]?.summary).toContain(String.raw`- [ ] It can be \*dark\*. **does not work**`);
  });

  test('hold without the one that its owner does without', async () => {
    const shown = board();
    await ship({ checks, accept: seen('held', 'failed'), wanted: { waive: ['c2'] } });
    expect(shown[0]).toMatchObject({ outcome: 'held', title: '1 of 1 checks hold; 1 done without' });
  });

  test.each([
    [
      'no browser was there',
      { checks, accept: { ...seen('not-run', 'not-run'), browser: null } },
      'It adds.',
    ],
    [
      'every check is done without',
      { checks, accept: seen('held', 'held'), wanted: { waive: ['c1', 'c2'] } },
      'It adds.',
    ],
    ['nothing was agreed', {}, 'No check was agreed'],
  ])('are neither where %s', async (_name, wish, words) => {
    const shown = board();
    await ship(wish);
    expect(shown[0]).toMatchObject({ outcome: 'untried', title: 'No check was tried in a browser' });
    expect(shown[0]?.summary).toContain(words);
  });

  test('link nowhere while nobody knows where the console is', async () => {
    const shown = board();
    Object.assign(deps, { consoleOrigin: async () => Promise.reject(new Error('unknown')) });
    await ship();
    expect(shown[0]).not.toHaveProperty('url');
  });

  test.each([
    ['the code host refuses', new DependencyFailed('github-failed', 'GitHub is busy.'), 'GitHub is busy.'],
    ['something breaks', new TypeError('secret words'), 'Something went wrong on our side.'],
  ])(
    'that cannot be shown because %s end no mission, and the app’s story says so',
    async (_name, error, why) => {
      Object.assign(deps.codeHost, { showChecks: () => Promise.reject(error) });
      const mission = await ship();
      expect(mission.pullRequest?.number).toBe(1);
      const told = await deps.eventLog.read((await appOf()).app_id, { afterSeq: 0 }, options.signal);
      expect(told.find(({ event }) => event === 'checks-not-shown')?.message).toBe(
        `The checks are not shown beside pull request 1. ${why}`,
      );
    },
  );

  test('are nothing to a code host that shows none', async () => {
    await ship();
    expect(await story(await appOf())).not.toContain('checks-not-shown');
  });
});

describe('a push to a mission’s branch', () => {
  const delivery = {
    body: new Uint8Array(),
    signature: undefined,
    event: undefined,
    contentType: undefined,
  };
  const push = async (number = 1) => {
    const repository = (await appOf()).repository ?? '';
    const read = () => ({ repository, repositoryId: repository, number, isPush: true }) as const;
    return followMerge({ ...deps, mergeNotices: { read } })(delivery, options);
  };
  const headIs = (headSha: string | undefined, over = {}) => {
    const { findPullRequest } = deps.codeHost;
    const found: typeof findPullRequest = async (repository, _number, signal) => {
      const pull = await findPullRequest(repository, 1, signal);
      return pull && { ...pull, ...(headSha !== undefined && { headSha }), ...over };
    };
    Object.assign(deps.codeHost, { findPullRequest: found });
  };

  test('that leaves other files there fails its checks', async () => {
    await ship({ checks, accept: seen('held', 'held') });
    const headSha = 'c'.repeat(40);
    headIs(headSha);
    const asked: string[] = [];
    const readTree: typeof deps.codeHost.readTree = async (_repository, ref) => {
      asked.push(ref);
      return sources.slice(1);
    };
    Object.assign(deps.codeHost, { readTree });
    const shown = board();
    expect(await push()).toMatchObject({ outcome: 'checked' });
    expect(asked).toEqual([headSha]);
    expect(shown).toMatchObject([
      { headSha, outcome: 'failed', title: 'The branch was changed after it was tested' },
    ]);
    expect(await story(await appOf())).not.toContain('app-promoted');
  });

  test('that leaves the tested files there keeps its checks', async () => {
    await ship({ checks, accept: seen('held', 'held') });
    const shown = board();
    expect(await push()).toMatchObject({ outcome: 'checked' });
    expect(shown).toMatchObject([{ outcome: 'held' }]);
  });

  test('of somebody else, or of a closed one, shows nothing', async () => {
    await ship();
    const shown = board();
    headIs(undefined, { state: 'closed' });
    expect(await push()).toMatchObject({ outcome: 'ignored', why: 'That pull request is not open.' });
    headIs(undefined, { number: 7 });
    expect(await push()).toMatchObject({ outcome: 'ignored', why: expect.stringContaining('Gantry’s') });
    expect(shown).toEqual([]);
  });
});
