import { describe, expect, test } from 'vitest';
import { followLostMerges } from '../../../core/app/follow-lost-merges.ts';
import { mergePull } from '../../../core/app/promote-app.ts';
import { watchedPulls, watchPull } from '../../../core/app/watched-pulls.ts';
import { userId } from '../mission/samples.ts';
import { never } from '../ports/never.ts';
import { appOf, caller, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';
import { sources } from './tested-mission.ts';

useFreshPorts();

const look = (changed: Partial<typeof deps> = {}) =>
  followLostMerges({ ...deps, ...changed })(undefined, options);
const watched = async () => (await Array.fromAsync(watchedPulls(deps, never))).map(({ number }) => number);
const mergeThere = async (number = 1) => deps.codeHost.merge((await appOf()).repository ?? '', number, never);
const second = async () => {
  const app = await appOf();
  const [mission] = app.missions;
  return ship({
    wanted: { app: { app_id: app.app_id, slug: app.slug }, extends: mission ?? null },
    files: [...sources, { path: 'b.js', content: '' }],
  });
};

describe('a merge that no delivery told of', () => {
  test('is followed at the next look, once', async () => {
    await ship();
    await look();
    expect(await story(await appOf())).not.toContain('app-promoted');
    await mergeThere();
    await look();
    await look();
    expect((await story(await appOf())).filter((event) => event === 'app-promoted')).toHaveLength(1);
    expect(await watched()).toEqual([]);
  });

  test('whose promotion died half-way goes live at the next look', async () => {
    await ship();
    const appHost = { ...deps.appHost, deploy: async () => Promise.reject(new Error('killed')) };
    const dying = mergePull({ ...deps, appHost })(
      { actor: caller.id, app: await appOf(), number: 1 },
      options,
    );
    await expect(dying).rejects.toThrow('killed');
    await look();
    expect(await story(await appOf())).toContain('app-promoted');
  });

  test('is found also where another cannot be looked at, which fails afterwards and is looked at again', async () => {
    await ship();
    await second();
    await mergeThere(2);
    const findPullRequest: typeof deps.codeHost.findPullRequest = (name, number, signal) =>
      number === 1
        ? Promise.reject(new Error('GitHub is away'))
        : deps.codeHost.findPullRequest(name, number, signal);
    await expect(look({ codeHost: { ...deps.codeHost, findPullRequest } })).rejects.toThrow('GitHub is away');
    expect(await story(await appOf())).toContain('app-promoted');
    expect(await watched()).toEqual([1]);
  });

  test('ends with the signal that ends the look', async () => {
    await ship();
    const gone = followLostMerges(deps)(undefined, { signal: AbortSignal.abort(new Error('time is up')) });
    await expect(gone).rejects.toThrow('time is up');
  });
});

describe('a pull request that is no longer looked at', () => {
  test.each([
    ['closed', { state: 'closed' }],
    ['merged into another branch', { state: 'merged', isIntoDefault: false }],
  ] as const)('is one that was %s', async (_how, said) => {
    await ship();
    const findPullRequest: typeof deps.codeHost.findPullRequest = async (...given) => {
      const pull = await deps.codeHost.findPullRequest(...given);
      return pull && { ...pull, ...said };
    };
    await look({ codeHost: { ...deps.codeHost, findPullRequest } });
    expect(await watched()).toEqual([]);
    expect(await story(await appOf())).not.toContain('app-promoted');
  });

  test('is one whose app or repository is gone, or that is open for 90 days', async () => {
    await watchPull(deps)({ owner: userId, slug: 'gone' }, 1, never);
    await ship();
    const app = await appOf();
    const key = { partition: `apps#${userId}`, sort: app.slug };
    await deps.records.put(key, { ...app, repository: null }, { condition: { kind: 'any' } }, never);
    await look();
    expect(await watched()).toEqual([]);
    await watchPull(deps)(app, 2, never);
    deps.clock.advance(91 * 86_400_000);
    expect(await watched()).toEqual([]);
  });
});

describe('what is looked at', () => {
  test('is all of it, however much there is', async () => {
    for (let number = 1; number <= 101; number += 1)
      await watchPull(deps)({ owner: userId, slug: 'many' }, number, never);
    expect(await watched()).toHaveLength(101);
  });
});
