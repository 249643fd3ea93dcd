import type { Redact } from '../gate/redact-secrets.ts';
import { redactLines } from '../gate/redact-secrets.ts';
import { postFrame } from '../mission/live-sockets.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { mailboxPrefix } from '../ports/pod-host.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { PodNotice } from '../wire/pod-notice.ts';
import { maxFrameBytes } from '../wire/socket.ts';
import { parseLog } from './attempt-store.ts';

/** Posts a batch of a pod's log to the mission's sockets; one that is not what it should be, or too large for a frame, is left to the REST log. */
export const relayLog =
  (deps: {
    readonly objects: ObjectStore;
    readonly records: RecordStore;
    readonly liveFeed: LiveFeed;
    readonly redact: Redact;
  }) =>
  async (notice: PodNotice, { signal }: { readonly signal: AbortSignal }): Promise<void> => {
    if (notice.kind !== 'mailbox' || !notice.key.startsWith('out/log-')) return;
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
