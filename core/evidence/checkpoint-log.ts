import * as z from 'zod';
import { Conflict } from '../errors.ts';
import type { Mission } from '../mission/mission.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digest } from '../ports/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Signer } from '../ports/signer.ts';
import type { ChainedEvent } from '../wire/event.ts';
import type { MissionId } from '../wire/ids.ts';
import { checkpointLogIdSchema } from '../wire/ids.ts';
import { genesisSha256, sealEvent } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import { checkpointSchema, signCheckpoint } from './checkpoint.ts';

/** The stream of the installation-wide log: an entry a sealed mission, chained as a mission's events are. */
export const checkpointLogId = checkpointLogIdSchema.parse('log_checkpoints');

export interface CheckpointLogDeps {
  readonly eventLog: EventLog;
  readonly objects: ObjectStore;
  readonly signer: Signer;
  readonly digest: Digest;
  readonly clock: Clock;
}

type Head = Pick<Mission, 'missionId' | 'seq' | 'headSha256'>;

/** How often an append may lose its place to another mission before it gives up with Conflict. */
const maxRaces = 200;
const pageSize = 100;

const claimSchema = z.strictObject({ after_seq: z.number().int().nonnegative() });
const claimKey = (missionId: MissionId): string => `evidence/${missionId}.log.json`;

/** The checkpoint that an entry of the log carries; undefined for anything else. */
export function checkpointOf(entry: ChainedEvent): Checkpoint | undefined {
  if (entry.event !== 'checkpoint-signed') return undefined;
  return checkpointSchema.safeParse(entry.data).data;
}

/**
 * Appends an ended mission's signed checkpoint, once however often and by however many it is asked. Where the log stood at the first asking is
 * remembered, so that who asks again reads from there and not the whole log.
 */
export const logCheckpoint =
  (deps: CheckpointLogDeps) =>
  async (mission: Head, signal: AbortSignal): Promise<void> => {
    let last = await firstLook(deps, mission.missionId, signal);
    for (let race = 0; race < maxRaces; race += 1) {
      const seen = await readOn(deps, mission.missionId, last, signal);
      if (seen === 'logged') return;
      last = seen;
      const entry = entryOf(deps, await signCheckpoint(deps)(mission, signal), last);
      if ((await deps.eventLog.append(checkpointLogId, entry, signal)) === 'appended') return;
    }
    throw new Conflict('checkpoint_log_busy', 'Too many missions end at once. Try again.');
  };

/** Where reading starts: the log's end at the first asking. */
async function firstLook(
  deps: CheckpointLogDeps,
  missionId: MissionId,
  signal: AbortSignal,
): Promise<ChainedEvent | undefined> {
  const last = await deps.eventLog.last(checkpointLogId, signal);
  const claim = new TextEncoder().encode(JSON.stringify({ after_seq: last?.seq ?? 0 }));
  const key = claimKey(missionId);
  if ((await deps.objects.put(key, claim, { ifAbsent: true }, signal)) === 'stored') return last;
  const kept = await deps.objects.get(key, signal);
  // A store that lost it costs reading the whole log, once.
  if (kept === undefined) return undefined;
  const { after_seq: seq } = claimSchema.parse(JSON.parse(new TextDecoder().decode(kept)));
  const [entry] = await deps.eventLog.read(checkpointLogId, { afterSeq: seq - 1, limit: 1 }, signal);
  return entry?.seq === seq ? entry : undefined;
}

/** Reads to the log's end; `logged` as soon as the mission is met. */
async function readOn(
  deps: CheckpointLogDeps,
  missionId: MissionId,
  from: ChainedEvent | undefined,
  signal: AbortSignal,
): Promise<ChainedEvent | undefined | 'logged'> {
  let last = from;
  for (;;) {
    const range = { afterSeq: last?.seq ?? 0, limit: pageSize };
    const page = await deps.eventLog.read(checkpointLogId, range, signal);
    if (page.some((entry) => checkpointOf(entry)?.mission_id === missionId)) return 'logged';
    last = page.at(-1) ?? last;
    if (page.length < pageSize) return last;
  }
}

function entryOf(
  deps: Pick<CheckpointLogDeps, 'digest' | 'clock'>,
  checkpoint: Checkpoint,
  last: ChainedEvent | undefined,
): ChainedEvent {
  return sealEvent(deps.digest, {
    type: 'status',
    event: 'checkpoint-signed',
    mission_id: checkpointLogId,
    seq: (last?.seq ?? 0) + 1,
    at: new Date(deps.clock.nowMs()).toISOString(),
    actor: 'gantry',
    status: 'LOGGED',
    message: `${checkpoint.mission_id} ended with ${checkpoint.seq} events.`,
    data: { ...checkpoint },
    prev_sha256: last?.sha256 ?? genesisSha256,
  });
}
