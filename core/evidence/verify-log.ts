import * as z from 'zod';
import type { Digest } from '../ports/digest.ts';
import type { ChainedEvent } from '../wire/event.ts';
import type { CheckpointLog } from '../wire/evidence.ts';
import { checkpointLogSchema } from '../wire/evidence.ts';
import type { MissionId } from '../wire/ids.ts';
import { verifyChain } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import { isSignedCheckpoint } from './checkpoint.ts';
import { checkpointLogId, checkpointOf } from './checkpoint-log.ts';
import { splitPems } from './pem.ts';
import type { SignatureVerifier } from './verify-bundle.ts';

interface VerifyDeps {
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
}

/** Whether a checkpoint log is true to itself; `seq` is there when an entry is to blame. */
export type LogVerdict =
  | {
      readonly ok: true;
      readonly checkpoints: ReadonlyMap<MissionId, Checkpoint>;
      readonly isPinned: boolean;
    }
  | { readonly ok: false; readonly why: string; readonly seq?: number };

/**
 * Verifies an exported checkpoint log offline: its form, its chain, and each entry's signature by a key of the export. `pinnedPem` (one key or
 * more) refuses entries that another key signed; `earlier` is an older export, which this one must begin with.
 */
export async function verifyLog(
  deps: VerifyDeps,
  json: unknown,
  { pinnedPem, earlier }: { readonly pinnedPem?: string | undefined; readonly earlier?: unknown } = {},
): Promise<LogVerdict> {
  const parsed = checkpointLogSchema.safeParse(json);
  if (!parsed.success) return { ok: false, why: `not a checkpoint log: ${z.prettifyError(parsed.error)}` };
  // As it came: the parsed copy lacks what a `__proto__` member hides.
  const log = json as CheckpointLog;
  const chain = verifyChain(deps.digest, log.entries);
  if (!chain.ok) return { ok: false, why: chain.why, seq: chain.seq };
  const cut = earlier === undefined ? undefined : continuationFault(log, earlier);
  if (cut !== undefined) return { ok: false, ...cut };
  const pems = pinnedPem === undefined ? log.keys.map((key) => key.public_key_pem) : splitPems(pinnedPem);
  const keys = new Map(
    await Promise.all(pems.map(async (pem) => [await deps.verifier.keyId(pem), pem] as const)),
  );
  return verifyEntries(deps, log.entries, keys, pinnedPem !== undefined);
}

async function verifyEntries(
  deps: VerifyDeps,
  entries: readonly ChainedEvent[],
  keys: ReadonlyMap<string, string>,
  isPinned: boolean,
): Promise<LogVerdict> {
  const checkpoints = new Map<MissionId, Checkpoint>();
  for (const entry of entries) {
    const { seq } = entry;
    const checkpoint = entry.mission_id === checkpointLogId ? checkpointOf(entry) : undefined;
    if (checkpoint === undefined) return { ok: false, seq, why: 'is not a signed checkpoint' };
    if (checkpoints.has(checkpoint.mission_id))
      return { ok: false, seq, why: `${checkpoint.mission_id} is in the log already` };
    if (!(await isSignedCheckpoint(deps.verifier, checkpoint, keys)))
      return {
        ok: false,
        seq,
        why: `the checkpoint of ${checkpoint.mission_id} is not signed by a known key`,
      };
    checkpoints.set(checkpoint.mission_id, checkpoint);
  }
  return { ok: true, checkpoints, isPinned };
}

/** A chain that begins with the earlier one has its last hash at the same place. */
function continuationFault(
  log: CheckpointLog,
  json: unknown,
): { readonly why: string; readonly seq?: number } | undefined {
  const earlier = checkpointLogSchema.safeParse(json);
  if (!earlier.success) return { why: 'the earlier export is not a checkpoint log' };
  const at = earlier.data.entries.findIndex((entry, index) => log.entries[index]?.sha256 !== entry.sha256);
  if (at === -1) return undefined;
  const was = checkpointOf(earlier.data.entries[at] as ChainedEvent);
  return {
    seq: at + 1,
    why: `the earlier export has ${was?.mission_id ?? 'another entry'} here; the log was cut or rewritten`,
  };
}
