import { treeSha256 } from '../draft/tree-digest.ts';
import { NotFound, Unauthenticated } from '../errors.ts';
import { readMission } from '../mission/append-facts.ts';
import type { PullRequest } from '../ports/code-host.ts';
import type { MergeNotice, MergeNotices, SignedDelivery } from '../ports/merge-notices.ts';
import type { WebhookAnswer } from '../wire/http.ts';
import type { AppRecord } from './app.ts';
import type { PromoteDeps } from './promote-app.ts';
import { mergePull, requirePull } from './promote-app.ts';
import { appOfRepository } from './repository-apps.ts';
import { showChecks } from './show-checks.ts';

export interface FollowMergeDeps extends PromoteDeps {
  /** Undefined where no webhook secret is configured. */
  readonly mergeNotices: MergeNotices | undefined;
  /** Where the console is; rejects where that is not known. */
  readonly consoleOrigin: (signal: AbortSignal) => Promise<string>;
}

/**
 * Promotes what a person merged on the code host's own page, and shows the checks anew for what a person pushed to a mission's branch. The delivery only says where to look: the pull request's state is read from
 * the code host, so a replayed or stale delivery changes nothing. Unauthenticated for a forged one.
 */
export const followMerge =
  (deps: FollowMergeDeps) =>
  async (delivery: SignedDelivery, { signal }: { readonly signal: AbortSignal }): Promise<WebhookAnswer> => {
    const notice = await readNotice(deps.mergeNotices, delivery, signal);
    if (notice === 'other') return ignored('Only merges and changes of pull requests are followed.');
    const app = await appOfRepository(deps)(notice, signal);
    if (app === undefined) return ignored('No app of this Gantry is in that repository.');
    if (app.ending !== undefined) return ignored('That app was deleted.');
    const pull = await requirePull(deps)(app, notice.number, signal);
    if (notice.isPush) return followPush(deps, app, pull, signal);
    const why = whyIgnored(app, pull);
    if (why !== undefined) return ignored(why);
    await mergePull(deps)({ actor: deps.codeHost.name, app, number: notice.number }, { signal });
    return { outcome: 'promoted', why: 'The merge was noted; the app’s events say whether it went live.' };
  };

/** What was pushed to a mission's branch is not what its checks were tried on, unless it holds the same files. */
async function followPush(
  deps: FollowMergeDeps,
  app: AppRecord,
  pull: PullRequest,
  signal: AbortSignal,
): Promise<WebhookAnswer> {
  const version = app.versions.find(({ pull_number }) => pull_number === pull.number);
  if (version === undefined) return ignored(notOurs);
  if (pull.state !== 'open') return ignored('That pull request is not open.');
  const repository = app.repository as string;
  const files = await deps.codeHost.readTree(repository, pull.headSha, signal);
  const isTested = treeSha256(deps.digest, files) === version.tree_sha256;
  const mission = await readMission(deps)(version.mission_id, { signal });
  await showChecks(deps)(mission, { appId: app.app_id, repository, pull, isTested }, signal);
  return { outcome: 'checked', why: 'Its checks are shown for what the branch holds now.' };
}

const notOurs = 'That pull request is not one of Gantry’s.';

function whyIgnored(app: AppRecord, { number, state, isIntoDefault }: PullRequest): string | undefined {
  if (!app.versions.some(({ pull_number }) => pull_number === number)) return notOurs;
  if (state !== 'merged') return 'That pull request is not merged.';
  return isIntoDefault ? undefined : 'That pull request was not merged into the default branch.';
}

const ignored = (why: string): WebhookAnswer => ({ outcome: 'ignored', why });

async function readNotice(
  notices: MergeNotices | undefined,
  delivery: SignedDelivery,
  signal: AbortSignal,
): Promise<MergeNotice | 'other'> {
  const notice = notices === undefined ? 'unset' : await notices.read(delivery, signal);
  if (notice === 'unset') {
    throw new NotFound(
      'webhook_not_configured',
      'No webhook secret is set; set GITHUB_WEBHOOK_SECRET, or on AWS webhook_secret, to take deliveries here.',
    );
  }
  if (notice !== 'forged') return notice;
  throw new Unauthenticated(
    'signature_invalid',
    'The signature does not match the delivery. Check the webhook’s secret.',
  );
}
