import { readFileSync } from 'node:fs';
import type { EvidenceDesk } from '../../adapters/worlds/evidence-desk.ts';
import { openEvidenceDesk } from '../../adapters/worlds/evidence-desk.ts';
import { InputRejected } from '../../core/errors.ts';
import { auditMissions, exportLog } from '../../core/evidence/audit-missions.ts';
import { parseEvidence } from '../../core/evidence/parse-evidence.ts';
import { verifyLog } from '../../core/evidence/verify-log.ts';
import { evidenceBundleSchema } from '../../core/wire/evidence.ts';
import { publicKeysSchema } from '../../core/wire/http.ts';
import { line } from '../terminal.ts';
import type { Answer, Context } from './context.ts';
import { missionIdOf } from './named-mission.ts';
import { withGantry } from './reach-gantry.ts';
import { readEvidence, verifyEvidence } from './verify-evidence.ts';

const timeoutMs = 600_000;

/** Where an installation keeps its keys and its log: in GANTRY_HOME, or in the AWS account of the environment. */
export type InstallationWorld = 'local' | 'aws';

type Use = (desk: EvidenceDesk, signal: AbortSignal) => Promise<Answer>;

/** Looks at an installation's evidence itself, beside whatever runs there; that no server does for anybody. */
async function withDesk(context: Context, world: InstallationWorld, use: Use): Promise<Answer> {
  if (context.server !== undefined)
    throw new InputRejected(
      'server_not_taken',
      'This works on the installation itself: run it where GANTRY_HOME is, or with --world aws, and without --server.',
    );
  const { home } = await context.environment();
  const desk = await openEvidenceDesk({ home, world });
  try {
    return await use(desk, AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs)]));
  } finally {
    desk.close();
  }
}

/** The keys that evidence is signed with, the one in use first; what is printed is a file for --key. */
export const listKeys = (context: Context, world: InstallationWorld): Promise<Answer> =>
  context.server === undefined
    ? withDesk(context, world, async (desk, signal) =>
        answerKeys((await desk.signer.publicKeys(signal)).map(({ keyId, pem }) => ({ key_id: keyId, pem }))),
      )
    : withGantry(context, async (gantry) => {
        const { keys } = await gantry.call('publicKeys', {}, publicKeysSchema);
        return answerKeys(keys.map(({ key_id, public_key_pem: pem }) => ({ key_id, pem })));
      });

function answerKeys(keys: readonly { readonly key_id: string; readonly pem: string }[]): Answer {
  const shown = keys.map(
    ({ key_id, pem }, index) => `${line`${key_id} ${index === 0 ? 'signs' : 'has signed'}`}\n${pem}`,
  );
  return {
    value: { keys: keys.map(({ key_id, pem }) => ({ key_id, public_key_pem: pem })) },
    text: shown.join('\n'),
  };
}

/** A new signing key. */
export const rotateKeys = (context: Context, world: InstallationWorld): Promise<Answer> =>
  withDesk(context, world, async (desk) => {
    if (desk.rotate === undefined) {
      throw new InputRejected(
        'rotate_in_kms',
        'Make a new ECC_NIST_P256 key in KMS and deploy with -c signingKey=ARN, and with the one before it in formerSigningKeys; docs/runbook.md tells each step.',
      );
    }
    const { keyId } = await desk.rotate();
    const text = line`${keyId} signs from now on. Evidence signed with earlier keys still verifies; nobody can sign with them any more.`;
    return { value: { key_id: keyId }, text };
  });

/** The log of every sealed mission, as one JSON document for people and programs alike. */
export const exportAudit = (context: Context, world: InstallationWorld): Promise<Answer> =>
  withDesk(context, world, async (desk, signal) => {
    const value = await exportLog(desk)(signal);
    return { value, text: JSON.stringify(value), isWhole: true };
  });

/** Holds the log against itself, an earlier export and every mission that it names. */
export const verifyAudit = (
  context: Context,
  world: InstallationWorld,
  against: string | undefined,
): Promise<Answer> =>
  withDesk(context, world, async (desk, signal) => {
    const log = await exportLog(desk)(signal);
    const verdict = await verifyLog(desk, log, {
      earlier: against === undefined ? undefined : parseEvidence(readFileSync(against)),
    });
    if (!verdict.ok) {
      const { seq, why } = verdict;
      return refused([line`NOT VALID${seq === undefined ? '' : `, first bad entry ${seq}`}: ${why}`]);
    }
    const faults = await auditMissions(desk)(verdict.checkpoints, signal);
    if (faults.length > 0)
      return refused(faults.map(({ missionId, kind, why }) => line`${kind}: ${missionId}: ${why}`));
    const text = line`Valid: ${log.entries.length} missions, each as it was signed.`;
    return { value: { is_valid: true, missions: log.entries.length, faults: [] }, text };
  });

const refused = (faults: readonly string[]): Answer => ({
  value: { is_valid: false, faults },
  text: faults.join('\n'),
  code: 1,
});

/** A mission's signed evidence, as the JSON document that it is. */
export const showEvidence = (context: Context, what: string | undefined): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const value = await gantry.call(
      'missionEvidence',
      { params: { mission_id: await missionIdOf(gantry, what) } },
      evidenceBundleSchema,
    );
    return { value, text: JSON.stringify(value), isWhole: true };
  });

/** Checks a bundle offline, from a file or as a Gantry answers it for a mission. */
export async function checkEvidence(
  context: Context,
  what: string | undefined,
  files: { readonly key?: string; readonly log?: string; readonly against?: string },
): Promise<Answer> {
  const { key, log, against } = files;
  if (what === undefined && log === undefined)
    throw new InputRejected(
      'file_missing',
      'Name an evidence file or a mission, or give --log with an exported log.',
    );
  const bundle = what === undefined ? undefined : await readBundle(context, what);
  const { ok, lines } = await verifyEvidence({ bundle, key, log, against });
  return { value: { is_valid: ok, findings: lines }, text: lines.join('\n'), code: ok ? 0 : 1 };
}

const readBundle = async (context: Context, what: string): Promise<unknown> =>
  what.startsWith('msn_') ? (await showEvidence(context, what)).value : readEvidence(what);
