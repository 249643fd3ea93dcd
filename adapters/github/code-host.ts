import { NotFound } from '../../core/errors.ts';
import type { CodeHost } from '../../core/ports/code-host.ts';
import { archive, unarchive } from './archive.ts';
import { connect, type GitHubConfig } from './connection.ts';
import { merge } from './merge.ts';
import { closePullRequest, ensurePullRequest, findPullRequest } from './pull-request.ts';
import { ensureRepository } from './repository.ts';
import { showCheckRun, showCommitStatus } from './show-checks.ts';
import { changedFiles, readTree } from './tree.ts';

/** GitHub through its API alone: no checkout, no push, no default branch that moves but by a merge. Repositories belong to the configured owner. */
export function gitHubCodeHost(config: GitHubConfig): Required<CodeHost> {
  const ownerOf = async (signal: AbortSignal): Promise<string> =>
    config.owner ?? (await connect(config, signal).rest.users.getAuthenticated()).data.login;

  return {
    name: 'github',
    ensureRepository: async (app, signal) =>
      ensureRepository(connect(config, signal), await ownerOf(signal), app),
    ensurePullRequest: (proposal, signal) => ensurePullRequest(connect(config, signal), proposal),
    showChecks: (repository, checks, signal) =>
      (config.isApp ? showCheckRun : showCommitStatus)(connect(config, signal), repository, checks),
    findPullRequest: async (repository, number, signal) =>
      (await findPullRequest(connect(config, signal), repository, number))?.pull,
    async changedFiles(repository, number, signal) {
      const github = connect(config, signal);
      const found = await findPullRequest(github, repository, number);
      if (found === undefined)
        throw new NotFound('pull-request-not-found', `There is no pull request ${number} in ${repository}.`);
      return await changedFiles(github, repository, found.baseSha, found.pull.headSha);
    },
    readTree: (repository, ref, signal) => readTree(connect(config, signal), repository, ref),
    merge: (repository, number, signal) => merge(connect(config, signal), repository, number),
    close: (repository, number, why, signal) =>
      closePullRequest(connect(config, signal), repository, number, why),
    archive: (repository, why, signal) => archive(connect(config, signal), repository, why),
    unarchive: (repository, why, signal) => unarchive(connect(config, signal), repository, why),
  };
}
