import type { Redact } from '../gate/redact-secrets.ts';
import { redactLines } from '../gate/redact-secrets.ts';
import { postFrame } from '../mission/live-sockets.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { mailboxPrefix } from '../ports/pod-host.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { Workflow } from '../ports/workflow.ts';
import type { PodNotice } from '../wire/pod-notice.ts';
import { maxFrameBytes } from '../wire/socket.ts';
import { parseLog } from './attempt-store.ts';
import { findPod } from './pod-records.ts';

/**
 * Tells the state machine that the pod still works, and posts a batch of its log to the mission's sockets; one that is not what it should be, or
 * too large for a frame, is left to the REST log.
 */
export const relayLog =
  (deps: {
    readonly objects: ObjectStore;
    readonly records: RecordStore;
    readonly liveFeed: LiveFeed;
    readonly redact: Redact;
    readonly workflow: Workflow;
  }) =>
  async (notice: PodNotice, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    if (notice.kind !== 'mailbox' || !notice.key.startsWith('out/log-')) return;
    await beat(deps, notice, signal);
    const bytes = await deps.objects.get(mailboxPrefix(notice.missionId, notice.podId) + notice.key, signal);
    if (bytes === undefined || bytes.length > maxFrameBytes - 256) return;
    const log = parseLog(bytes);
    if (log === undefined) return;
    const lines = await redactLines(deps.redact, log.lines);
    await postFrame(deps)(
      notice.missionId,
      { type: 'log', mission_id: notice.missionId, ...log, lines },
      signal,
    );
  };

/** A build whose pod says nothing for long is taken for lost; a log that comes late beats for nobody. */
async function beat(
  deps: { readonly records: RecordStore; readonly workflow: Workflow },
  { missionId, podId }: PodNotice,
  signal: AbortSignal,
): Promise<void> {
  const { task_token: token } = (await findPod(deps)(missionId, podId, signal))?.pod ?? {};
  if (token) await deps.workflow.heartbeatTask(token, signal);
}
