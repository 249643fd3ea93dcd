import { join } from 'node:path';
import { NotFound } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { CodeHost, PullRequest, Repository } from '../../core/ports/code-host.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';
import { type AppId, appIdSchema } from '../../core/wire/ids.ts';
import { claimName, dnsLabel, findName, numberedLabels } from './claim-name.ts';
import { archiveRepository, refuseArchived, unarchiveRepository } from './code-host/archived.ts';
import { defaultBranch, initRepository, resolveRef } from './code-host/bare-repository.ts';
import { readFiles, readFlatTree } from './code-host/git-tree.ts';
import { inTurn } from './code-host/in-turn.ts';
import { changedFiles, closePull, ensurePull, mergePull, type Workplace } from './code-host/proposals.ts';
import { findPull, type PullRecord } from './code-host/pull-requests.ts';

interface CodeHostDeps {
  readonly home: string;
  readonly records: RecordStore;
  readonly clock: Clock;
  /** Where the gateway listens, e.g. `http://localhost:5050`; asked at every call, because a port may be given late. */
  readonly origin: () => string;
}

/** What the gateway needs to serve `git clone` and the pages of pull requests. */
export interface LocalRepositories {
  /** The app that a repository belongs to, for the owner check, and its folder for `gitFile`. */
  findRepository(
    fullName: string,
    signal: AbortSignal,
  ): Promise<{ readonly appId: AppId; readonly dir: string } | undefined>;
}

const register = 'code-host';

/** Bare repositories under `<home>/git/<owner>/<name>.git`, their pull requests in the record store; needs no git program. */
export function createCodeHost(deps: CodeHostDeps): CodeHost & LocalRepositories {
  const { records, origin } = deps;
  const inWorkplace = inTurnAt(deps);

  return {
    name: 'local',
    async ensureRepository(app, signal) {
      const fullName = await claimRepository(records, app, signal);
      await inWorkplace(fullName, signal, ({ repository }) => initRepository(repository));
      return repositoryOf(fullName, origin());
    },
    ensurePullRequest: (proposal, signal) =>
      inWorkplace(proposal.repository, signal, async (place) => {
        await refuseArchived(place, signal);
        const pull = await ensurePull(place, proposal, signal);
        return pullRequestOf(pull, place.fullName, origin());
      }),
    async findPullRequest(fullName, number, signal) {
      const stored = await findPull(records, fullName, number, signal);
      return stored && pullRequestOf(stored.value, fullName, origin());
    },
    async changedFiles(fullName, number, signal) {
      return changedFiles(await workplaceOf(deps, fullName, signal), number, signal);
    },
    async readTree(fullName, ref, signal) {
      const { repository } = await workplaceOf(deps, fullName, signal);
      const commit = await resolveRef(repository, ref);
      return readFiles(repository.gitdir, await readFlatTree(repository.gitdir, commit));
    },
    merge: (fullName, number, signal) =>
      inWorkplace(fullName, signal, async (place) => {
        await refuseArchived(place, signal);
        return { mergeSha: await mergePull(place, number, signal) };
      }),
    close: (fullName, number, why, signal) =>
      inWorkplace(fullName, signal, (place) =>
        closePull(place, { number, bodyOf: ({ body }) => `${body}\n\n${why}` }, signal),
      ),
    archive: (fullName, why, signal) =>
      inWorkplace(fullName, signal, (place) => archiveRepository(place, why, signal)),
    unarchive: (fullName, why, signal) =>
      inWorkplace(fullName, signal, (place) => unarchiveRepository(place, why, signal)),
    findRepository: (fullName, signal) => findRepository(deps, fullName, signal),
  };
}

function inTurnAt(deps: CodeHostDeps) {
  return async <T>(
    fullName: string,
    signal: AbortSignal,
    work: (place: Workplace) => Promise<T>,
  ): Promise<T> => {
    const place = await workplaceOf(deps, fullName, signal);
    return inTurn(place.repository.gitdir, () => {
      signal.throwIfAborted();
      return work(place);
    });
  };
}

function claimRepository(
  records: RecordStore,
  app: Parameters<CodeHost['ensureRepository']>[0],
  signal: AbortSignal,
): Promise<string> {
  const owner = dnsLabel(app.ownerName, 40) || 'user';
  const candidates = below(owner, numberedLabels(app.name));
  return claimName(
    records,
    { register, holder: app.appId, details: { description: app.description }, candidates },
    signal,
  );
}

function* below(owner: string, labels: Iterable<string>): Generator<string> {
  for (const label of labels) yield `${owner}/${label}`;
}

/** A name leads to a folder only once it was claimed, and claimed names are labels: no path can be made from it. */
async function findRepository({ records, home }: CodeHostDeps, fullName: string, signal: AbortSignal) {
  const claimed = await findName(records, register, fullName, signal);
  if (claimed === undefined) return undefined;
  return { appId: appIdSchema.parse(claimed.holder), dir: join(home, 'git', `${fullName}.git`) };
}

async function workplaceOf(deps: CodeHostDeps, fullName: string, signal: AbortSignal): Promise<Workplace> {
  const found = await findRepository(deps, fullName, signal);
  if (found === undefined) throw new NotFound('unknown_repository', `There is no repository ${fullName}.`);
  const { records, clock } = deps;
  return { records, clock, fullName, repository: { gitdir: found.dir, clock } };
}

function repositoryOf(fullName: string, origin: string): Repository {
  return {
    // A claimed name is kept for good.
    id: fullName,
    fullName,
    webUrl: `${origin}/pulls/${fullName}`,
    cloneUrl: `${origin}/git/${fullName}.git`,
    defaultBranch,
  };
}

function pullRequestOf(pull: PullRecord, fullName: string, origin: string): PullRequest {
  return {
    number: pull.number,
    url: `${origin}/pulls/${fullName}/${pull.number}`,
    state: pull.state,
    isDraft: pull.is_draft,
    title: pull.title,
    body: pull.body,
    branch: pull.branch,
    isIntoDefault: true,
    headSha: pull.head_sha,
  };
}
