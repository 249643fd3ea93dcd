import { describe, expect, test } from 'vitest';
import { followMerge } from '../../../core/app/follow-merge.ts';
import { NotFound, Unauthenticated } from '../../../core/errors.ts';
import type { MergeNotices } from '../../../core/ports/merge-notices.ts';
import { appOf, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';

useFreshPorts();

const delivery = { body: new Uint8Array(), signature: undefined, event: undefined };

function follow(read: MergeNotices['read'], changed: Partial<typeof deps> = {}) {
  return followMerge({ ...deps, ...changed, mergeNotices: { read } })(delivery, options);
}

const repositoryOf = async () => (await appOf()).repository ?? '';

describe('a merge on the code host’s own page', () => {
  test('promotes the tested artifact, and a second delivery promotes nothing again', async () => {
    await ship();
    const repository = await repositoryOf();
    await deps.codeHost.merge(repository, 1, options.signal);
    const notice = () => ({ repository: repository.toUpperCase(), number: 1 });
    expect(await follow(notice)).toBe('promoted');
    expect(await follow(notice)).toBe('promoted');
    const told = await story(await appOf());
    expect(told.filter((event) => event === 'app-promoted')).toHaveLength(1);
  });

  test('that did not happen is not believed', async () => {
    await ship();
    const repository = await repositoryOf();
    expect(await follow(() => ({ repository, number: 1 }))).toBe('ignored');
    expect(await story(await appOf())).not.toContain('app-promoted');
  });

  test('of somebody’s own pull request in the app’s repository is left alone', async () => {
    await ship();
    const repository = await repositoryOf();
    const findPullRequest: typeof deps.codeHost.findPullRequest = async (name, _number, signal) => {
      const found = await deps.codeHost.findPullRequest(name, 1, signal);
      return found === undefined ? undefined : { ...found, number: 7, state: 'merged' };
    };
    const codeHost = { ...deps.codeHost, findPullRequest };
    expect(await follow(() => ({ repository, number: 7 }), { codeHost })).toBe('ignored');
  });

  test('in a repository that Gantry did not make, and any other event, is ignored', async () => {
    expect(await follow(() => ({ repository: 'else/where', number: 1 }))).toBe('ignored');
    expect(await follow(() => 'other')).toBe('ignored');
  });

  test('with a wrong signature is refused, and where no secret is set there is no such thing', async () => {
    await expect(follow(() => 'forged')).rejects.toBeInstanceOf(Unauthenticated);
    const unset = followMerge({ ...deps, mergeNotices: undefined })(delivery, options);
    await expect(unset).rejects.toBeInstanceOf(NotFound);
    await expect(follow(() => 'unset')).rejects.toBeInstanceOf(NotFound);
  });
});
