import type { SourceFile } from '../wire/draft.ts';
import type { AppId, MissionId } from '../wire/ids.ts';

/** A repository as its host names it. */
export interface Repository {
  /** The host's own id, which stays when the repository is renamed. */
  readonly id: string;
  /** `owner/name`. */
  readonly fullName: string;
  readonly webUrl: string;
  readonly cloneUrl: string;
  readonly defaultBranch: string;
}

export interface Proposal {
  readonly repository: string;
  readonly missionId: MissionId;
  /** `gantry/<mission-id>`. */
  readonly branch: string;
  /** The branch to start from and the parent of the commit: the default branch, or the branch of the mission that this one extends. */
  readonly parentBranch: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly commitMessage: string;
  /** Exactly the files of the branch, at its root; whatever else the parent holds is not there any more. */
  readonly files: readonly SourceFile[];
  readonly isDraft: boolean;
}

export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly isDraft: boolean;
  readonly title: string;
  readonly body: string;
  readonly branch: string;
  /** Whether a merge goes into the repository's default branch, which is all that is ever promoted. */
  readonly isIntoDefault: boolean;
  /** The commit that the branch points to. */
  readonly headSha: string;
}

/** How the checks of a mission stand at a commit. */
export interface ShownChecks {
  readonly missionId: MissionId;
  readonly headSha: string;
  /** Only `held` lets a branch rule pass that requires them. */
  readonly outcome: 'held' | 'failed' | 'untried';
  /** One line of plain text. */
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Where more of it is told; left out where nobody knows. */
  readonly url?: string;
}

/** A merged or current tree, for comparing with what a mission shipped. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Holds repositories and pull requests. Every make looks first, so that asking twice makes one. Never pushes to a default branch, never forces. */
export interface CodeHost {
  readonly name: 'github' | 'local';
  /** Finds or makes the app's repository (private, with an initial commit on the default branch). `ownerName` is the account's name locally; GitHub uses its configured owner. */
  ensureRepository(
    app: {
      readonly appId: AppId;
      readonly ownerName: string;
      readonly name: string;
      readonly description: string;
    },
    signal: AbortSignal,
  ): Promise<Repository>;
  /** Finds or opens the mission's pull request; the tree of its branch is `files` and nothing else. */
  ensurePullRequest(proposal: Proposal, signal: AbortSignal): Promise<PullRequest>;
  /** Shows the checks beside the pull request of a commit, one entry a mission, so that a branch rule can require them; left out by a host that has no such rules. */
  showChecks?(repository: string, checks: ShownChecks, signal: AbortSignal): Promise<void>;
  findPullRequest(repository: string, number: number, signal: AbortSignal): Promise<PullRequest | undefined>;
  /** Files that differ between the pull request's base and its head, by path. */
  changedFiles(repository: string, number: number, signal: AbortSignal): Promise<ChangedFile[]>;
  /** All files at a branch or commit, by path in byte order. */
  readTree(repository: string, ref: string, signal: AbortSignal): Promise<SourceFile[]>;
  /** Merges an open pull request with a merge commit; merging a merged one answers the same. Conflict when it cannot. */
  merge(repository: string, number: number, signal: AbortSignal): Promise<{ readonly mergeSha: string }>;
  /** Closes an open pull request and adds `why` (Markdown) to what it says; one that is open no more stays as it is. */
  close(repository: string, number: number, why: string, signal: AbortSignal): Promise<void>;
  /** Closes every open pull request, adding `why` (Markdown) to what it says, and makes the repository read-only. One that is archived or gone stays as it is. */
  archive(repository: string, why: string, signal: AbortSignal): Promise<void>;
  /** Undoes `archive`: the pull requests that it closed with these words are open again, without them. */
  unarchive(repository: string, why: string, signal: AbortSignal): Promise<void>;
}
