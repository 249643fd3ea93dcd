import { describe, expect, it } from 'vitest';
import type { CodeHost } from '../../core/ports/code-host.ts';
import type { CodeHostSetting } from './code-host.ts';
import { byByteOrder, firstFiles, proposal, todoApp } from './code-host-samples.ts';

const never = new AbortController().signal;
const why = '_Closed: its app was deleted._';

async function shelf({ host }: { readonly host: CodeHost }) {
  const repository = await host.ensureRepository(todoApp(1), never);
  const merged = await host.ensurePullRequest(proposal(repository, 1), never);
  await host.merge(repository.fullName, merged.number, never);
  const closed = await host.ensurePullRequest(proposal(repository, 2), never);
  await host.close(repository.fullName, closed.number, 'For another reason.', never);
  const open = await host.ensurePullRequest(proposal(repository, 3), never);
  const read = (number: number) => host.findPullRequest(repository.fullName, number, never);
  return { repository, name: repository.fullName, merged, closed, open, read };
}

/** Runs what the CodeHost port guarantees of archived repositories against one adapter. */
export function testArchivedRepositories(name: string, make: () => Promise<CodeHostSetting>): void {
  const inSetting = (test: (setting: CodeHostSetting) => Promise<void>) => async (): Promise<void> => {
    const setting = await make();
    await test(setting).finally(() => setting.close());
  };

  describe(`archived repositories: ${name}`, () => {
    it(
      'take no proposal and no merge, and can still be read',
      inSetting(async ({ host }) => {
        const { repository, name, open, read } = await shelf({ host });
        await host.archive(name, why, never);
        expect(await read(open.number)).toMatchObject({ state: 'closed', body: `${open.body}\n\n${why}` });
        for (const change of [
          () => host.ensurePullRequest(proposal(repository, 4), never),
          () => host.merge(name, open.number, never),
        ])
          await expect(change()).rejects.toMatchObject({ name: 'Conflict' });
        expect(await host.readTree(name, open.headSha, never)).toEqual(byByteOrder(firstFiles));
      }),
    );

    it(
      'are opened again with the pull requests that were closed for it, and no others',
      inSetting(async ({ host, reopen }) => {
        const { name, open, closed, merged, read } = await shelf({ host });
        const before = await Promise.all([open, closed, merged].map(({ number }) => read(number)));
        await host.archive(name, why, never);
        const reopened = await reopen();
        await reopened.archive(name, why, never);
        await reopened.unarchive(name, why, never);
        expect(await Promise.all([open, closed, merged].map(({ number }) => read(number)))).toEqual(before);
        await reopened.unarchive(name, why, never);
        await host.merge(name, open.number, never);
        expect(await read(open.number)).toMatchObject({ state: 'merged', body: open.body });
      }),
    );
  });
}
