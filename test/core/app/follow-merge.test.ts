import { describe, expect, test } from 'vitest';
import { followMerge } from '../../../core/app/follow-merge.ts';
import { mergePull } from '../../../core/app/promote-app.ts';
import { NotFound, Unauthenticated } from '../../../core/errors.ts';
import type { PullRequest } from '../../../core/ports/code-host.ts';
import type { MergeNotices } from '../../../core/ports/merge-notices.ts';
import { appOf, deps, options, ship, story, useFreshPorts } from './shipping-rig.ts';

useFreshPorts();

const delivery = { body: new Uint8Array(), signature: undefined, event: undefined, contentType: undefined };

function follow(read: MergeNotices['read'], changed: Partial<typeof deps> = {}) {
  return followMerge({ ...deps, ...changed, mergeNotices: { read } })(delivery, options);
}

/** Locally a repository's id is the name that it was claimed under. */
const repositoryOf = async () => (await appOf()).repository ?? '';
const ignored = (why: string) => ({ outcome: 'ignored', why: expect.stringContaining(why) });
/** The code host with other words about every pull request, under whatever name it is asked for. */
const hostThatSays = (said: Partial<PullRequest>, repository: string): typeof deps.codeHost => ({
  ...deps.codeHost,
  findPullRequest: async (_name, _number, signal) => {
    const found = await deps.codeHost.findPullRequest(repository, 1, signal);
    return found && { ...found, ...said };
  },
});

describe('a merge on the code host’s own page', () => {
  test('promotes the tested artifact, and a second delivery promotes nothing again', async () => {
    await ship();
    const repository = await repositoryOf();
    await deps.codeHost.merge(repository, 1, options.signal);
    const notice = () => ({ repository: repository.toUpperCase(), repositoryId: repository, number: 1 });
    expect(await follow(notice)).toMatchObject({ outcome: 'promoted' });
    expect(await follow(notice)).toMatchObject({ outcome: 'promoted' });
    const told = await story(await appOf());
    expect(told.filter((event) => event === 'app-promoted')).toHaveLength(1);
  });

  test('that did not happen is not believed', async () => {
    await ship();
    const repository = await repositoryOf();
    const notice = { repository, repositoryId: repository, number: 1 };
    expect(await follow(() => notice)).toEqual(ignored('not merged'));
    expect(await story(await appOf())).not.toContain('app-promoted');
  });

  test('of somebody’s own pull request in the app’s repository is left alone', async () => {
    await ship();
    const repository = await repositoryOf();
    const codeHost = hostThatSays({ number: 7, state: 'merged' }, repository);
    const notice = { repository, repositoryId: repository, number: 7 };
    expect(await follow(() => notice, { codeHost })).toEqual(ignored('not one of Gantry’s'));
  });

  test('into another branch than the default one promotes nothing, here as well', async () => {
    await ship();
    const repository = await repositoryOf();
    const notice = { repository, repositoryId: repository, number: 1 };
    const codeHost = hostThatSays({ state: 'merged', isIntoDefault: false }, repository);
    expect(await follow(() => notice, { codeHost })).toEqual(ignored('not merged into the default branch'));
    const asked = { actor: 'ada', app: await appOf(), number: 1 };
    await expect(mergePull({ ...deps, codeHost })(asked, options)).rejects.toMatchObject({
      name: 'Conflict',
      code: 'pull_into_other_branch',
    });
    expect(await story(await appOf())).not.toContain('app-promoted');
  });

  test('of a repository that was renamed finds the app, which knows the new name from then on', async () => {
    await ship();
    const id = await repositoryOf();
    await deps.codeHost.merge(id, 1, options.signal);
    const asked: string[] = [];
    const codeHost: typeof deps.codeHost = {
      ...deps.codeHost,
      findPullRequest: (name, number, signal) => {
        asked.push(name);
        return deps.codeHost.findPullRequest(id, number, signal);
      },
      merge: (_name, number, signal) => deps.codeHost.merge(id, number, signal),
      readTree: (_name, ref, signal) => deps.codeHost.readTree(id, ref, signal),
    };
    const notice = { repository: 'ada/Renamed', repositoryId: id, number: 1 };
    expect(await follow(() => notice, { codeHost })).toMatchObject({ outcome: 'promoted' });
    expect(new Set(asked)).toEqual(new Set(['ada/Renamed']));
    expect((await appOf()).repository).toBe('ada/Renamed');
    expect(await story(await appOf())).toContain('app-promoted');
  });

  test('of an app that version 0.1 made is found by its repository’s name', async () => {
    await ship();
    const repository = await repositoryOf();
    const { owner, slug } = await appOf();
    const key = { partition: `repository#${repository.toLowerCase()}`, sort: 'app' };
    await deps.records.put(key, { owner, slug }, { condition: { kind: 'any' } }, options.signal);
    await deps.codeHost.merge(repository, 1, options.signal);
    const notice = { repository, repositoryId: '4711', number: 1 };
    expect(await follow(() => notice)).toMatchObject({ outcome: 'promoted' });
  });

  test('in a repository that Gantry did not make, and any other event, is ignored', async () => {
    const notice = { repository: 'else/where', repositoryId: '1', number: 1 };
    expect(await follow(() => notice)).toEqual(ignored('No app'));
    expect(await follow(() => 'other')).toEqual(ignored('Only merges'));
  });

  test('with a wrong signature is refused, and where no secret is set there is no such thing', async () => {
    await expect(follow(() => 'forged')).rejects.toBeInstanceOf(Unauthenticated);
    const unset = followMerge({ ...deps, mergeNotices: undefined })(delivery, options);
    await expect(unset).rejects.toBeInstanceOf(NotFound);
    await expect(follow(() => 'unset')).rejects.toBeInstanceOf(NotFound);
  });
});
