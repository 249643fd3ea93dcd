import * as world from '#world';
import type { AppRecord } from '../../core/app/app.ts';
import { requireApp } from '../../core/app/app-records.ts';
import { diffPull } from '../../core/app/diff-pull.ts';
import { followMerge } from '../../core/app/follow-merge.ts';
import type { PromoteDeps } from '../../core/app/promote-app.ts';
import { mergePull, requirePull } from '../../core/app/promote-app.ts';
import { branchOf } from '../../core/app/publish-app.ts';
import { whyNotLive } from '../../core/app/why-not-live.ts';
import { isSpokenEvent } from '../../core/channels/github-events.ts';
import { takeDelivery } from '../../core/channels/take-delivery.ts';
import { NotFound } from '../../core/errors.ts';
import type { PullRequest } from '../../core/ports/code-host.ts';
import { missionIdSchema } from '../../core/wire/ids.ts';
import { appsRoutes } from '../../core/wire/routes/apps.ts';
import type { BoundEndpoint, Endpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { promoteDeps } from '../_onion/promote-deps.ts';

interface FoundPull {
  readonly app: AppRecord;
  readonly pull: PullRequest;
}

/** The routes of pull requests: what a person reads and approves, here or at the code host. */
export function pullEndpoints(): readonly BoundEndpoint[] {
  const deps = promoteDeps();
  const findPull: Endpoint<typeof appsRoutes.readPull, FoundPull>['find'] = async (
    caller,
    params,
    { signal },
  ) => {
    const app = await requireApp(deps)(caller.id, params.slug ?? '', signal);
    return { app, pull: await requirePull(deps)(app, pullNumber(params.number), signal) };
  };
  return [
    bindEndpoint(appsRoutes.readPull, {
      find: findPull,
      run: async ({ found: { app, pull } }, { signal }) => ({
        json: await viewPull(deps, app, pull, signal),
      }),
    }),
    bindEndpoint(appsRoutes.mergePull, {
      find: findPull,
      run: async ({ caller, found: { app, pull } }, { signal }) => {
        const merged = await mergePull(deps)({ actor: caller.id, app, number: pull.number }, { signal });
        return { json: await viewPull(deps, app, merged, signal) };
      },
    }),
    bindEndpoint(appsRoutes.githubWebhook, gitHubWebhook(deps)),
  ];
}

/** An App of GitHub's has one address for all that it is told: what people say goes on to where they are answered. */
function gitHubWebhook(deps: PromoteDeps): Endpoint<typeof appsRoutes.githubWebhook> {
  return {
    run: async ({ header, rawBody }, options) => {
      const event = header('x-github-event');
      const channels = isSpokenEvent(event) ? await world.channels()(options.signal) : [];
      const channel = channels.find(({ platform }) => platform === 'github');
      const body = rawBody();
      if (channel !== undefined) {
        await takeDelivery(deps)(channel, { body, header }, options.signal);
        return { json: { outcome: 'heard', why: 'What was said is answered where it was, if it is to be.' } };
      }
      const signature = header('x-hub-signature-256');
      const delivery = { body, signature, event, contentType: header('content-type') };
      const mergeNotices = world.mergeNotices();
      const consoleOrigin = world.consoleOrigin();
      return { json: await followMerge({ ...deps, mergeNotices, consoleOrigin })(delivery, options) };
    },
  };
}

function pullNumber(text: string | undefined): number {
  if (text !== undefined && /^[1-9][0-9]{0,8}$/.test(text)) return Number(text);
  throw new NotFound('pull_not_found', 'A pull request has a number from 1.');
}

async function viewPull(deps: PromoteDeps, app: AppRecord, pull: PullRequest, signal: AbortSignal) {
  const changed = await deps.codeHost.changedFiles(app.repository ?? '', pull.number, signal);
  const mission = missionIdSchema.safeParse(pull.branch.slice(branchOf('').length));
  const isMerged = mission.success && pull.state === 'merged';
  const events = isMerged ? await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal) : [];
  const notLive = isMerged ? whyNotLive(events, mission.data) : undefined;
  return {
    number: pull.number,
    state: pull.state,
    is_draft: pull.isDraft,
    title: pull.title,
    body: pull.body,
    url: pull.url,
    branch: pull.branch,
    head_sha: pull.headSha,
    mission_id: mission.success ? mission.data : null,
    diff: diffPull(changed),
    ...(notLive !== undefined && { not_live: notLive }),
  };
}
