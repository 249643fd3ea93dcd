import type { Digest } from '../ports/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Signer } from '../ports/signer.ts';
import type { ChainedEvent } from '../wire/event.ts';
import type { CheckpointLog } from '../wire/evidence.ts';
import type { MissionId } from '../wire/ids.ts';
import { verifyChain } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import { checkpointLogId } from './checkpoint-log.ts';

/** The checkpoint log with the keys that its entries name, as `npm run verify -- --log` reads it. */
export const exportLog =
  (deps: { readonly eventLog: EventLog; readonly signer: Signer }) =>
  async (signal: AbortSignal): Promise<CheckpointLog> => {
    const [entries, keys] = await Promise.all([
      deps.eventLog.read(checkpointLogId, { afterSeq: 0 }, signal),
      deps.signer.publicKeys(signal),
    ]);
    return {
      version: 1,
      entries,
      keys: keys.map(({ keyId, pem }) => ({ key_id: keyId, public_key_pem: pem })),
    };
  };

/** A mission whose events are not what its checkpoint in the log says. */
export interface MissionFault {
  readonly missionId: MissionId;
  readonly kind: 'missing' | 'changed';
  readonly why: string;
}

/** Holds every mission of the log against its events, one mission at a time. */
export const auditMissions =
  (deps: { readonly eventLog: EventLog; readonly digest: Digest }) =>
  async (checkpoints: ReadonlyMap<MissionId, Checkpoint>, signal: AbortSignal): Promise<MissionFault[]> => {
    const faults: MissionFault[] = [];
    for (const [missionId, checkpoint] of checkpoints) {
      const events = await deps.eventLog.read(missionId, { afterSeq: 0 }, signal);
      const why = changeIn(deps.digest, events, checkpoint);
      if (events.length === 0) faults.push({ missionId, kind: 'missing', why: 'its events are gone' });
      else if (why !== undefined) faults.push({ missionId, kind: 'changed', why });
    }
    return faults;
  };

function changeIn(
  digest: Digest,
  events: readonly ChainedEvent[],
  checkpoint: Checkpoint,
): string | undefined {
  const chain = verifyChain(digest, events);
  if (!chain.ok) return `first bad event ${chain.seq}: ${chain.why}`;
  return chain.headSha256 === checkpoint.head_sha256
    ? undefined
    : 'its events are not those that were signed';
}
