import { readFileSync } from 'node:fs';
import { evidenceCheck } from '../../adapters/worlds/evidence-check.ts';
import { InputRejected } from '../../core/errors.ts';
import { parseEvidence } from '../../core/evidence/parse-evidence.ts';
import { verifyBundle } from '../../core/evidence/verify-bundle.ts';
import type { LogVerdict } from '../../core/evidence/verify-log.ts';
import { verifyLog } from '../../core/evidence/verify-log.ts';
import { line } from '../terminal.ts';

const notPinned = 'The key is not pinned: it came with the file. Pass --key with keys you trust.';

/** What is to be checked: a bundle, an exported log, or both, where the bundle must be in the log. */
export interface EvidenceToVerify {
  /** An evidence bundle as it was read. */
  readonly bundle: unknown;
  readonly log: string | undefined;
  readonly against: string | undefined;
  /** A file of the keys that are trusted, one after the other. */
  readonly key: string | undefined;
}

/** Whether it holds, in words; `ok` false names the first thing that does not. */
export interface EvidenceVerdict {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** Checks evidence offline. */
export async function verifyEvidence(asked: EvidenceToVerify): Promise<EvidenceVerdict> {
  const { bundle, log: file, against, key } = asked;
  const pinnedPem = key === undefined ? undefined : readFileSync(key, 'utf8');
  const earlier = against === undefined ? undefined : readEvidence(against);
  const log =
    file === undefined
      ? undefined
      : await verifyLog(evidenceCheck, readEvidence(file), { pinnedPem, earlier });
  if (log?.ok === false) return refusal('entry', log);
  const said = log === undefined ? [] : [line`Valid log: ${log.checkpoints.size} missions.`, ...pinning(log)];
  return bundle === undefined ? { ok: true, lines: said } : verifyOne(bundle, { pinnedPem, log, said });
}

async function verifyOne(
  bundle: unknown,
  {
    pinnedPem,
    log,
    said,
  }: {
    readonly pinnedPem: string | undefined;
    readonly log: (LogVerdict & { readonly ok: true }) | undefined;
    readonly said: readonly string[];
  },
): Promise<EvidenceVerdict> {
  const verdict = await verifyBundle(evidenceCheck, bundle, pinnedPem);
  if (!verdict.ok) return refusal('event', verdict);
  const { missionId, headSha256 } = verdict;
  if (log !== undefined && log.checkpoints.get(missionId)?.head_sha256 !== headSha256)
    return refusal('event', { why: `the log has no checkpoint of ${missionId} with this head` });
  const valid = line`Valid: ${verdict.events} events, signed by ${verdict.keyId}.`;
  return { ok: true, lines: [...said, valid, ...pinning(verdict)] };
}

const pinning = ({ isPinned }: { readonly isPinned: boolean }): readonly string[] =>
  isPinned ? [] : [notPinned];

const refusal = (
  what: string,
  { seq, why }: { readonly seq?: number | undefined; readonly why: string },
): EvidenceVerdict => ({
  ok: false,
  lines: [line`NOT VALID${seq === undefined ? '' : `, first bad ${what} ${seq}`}: ${why}`],
});

/** A file of evidence, read so that no two readers could understand it differently. */
export function readEvidence(file: string): unknown {
  try {
    return parseEvidence(readFileSync(file));
  } catch (cause) {
    throw new InputRejected(
      'evidence_unreadable',
      `${file} cannot be read as JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
