import { readFileSync } from 'node:fs';
import type { EvidenceDesk } from '../../adapters/worlds/evidence-desk.ts';
import { openEvidenceDesk } from '../../adapters/worlds/evidence-desk.ts';
import { InputRejected } from '../../core/errors.ts';
import { auditMissions, exportLog } from '../../core/evidence/audit-missions.ts';
import { parseEvidence } from '../../core/evidence/parse-evidence.ts';
import { verifyLog } from '../../core/evidence/verify-log.ts';
import { line, print, printError, printJson } from '../terminal.ts';

const timeoutMs = 600_000;

export interface EvidenceCommand {
  readonly verb: 'keys list' | 'keys rotate' | 'log export' | 'log verify';
  /** For `log verify`: an older export, which the log must begin with. */
  readonly against: string | undefined;
}

/** Runs a command about signing keys or the checkpoint log, in GANTRY_HOME or on AWS; works while Gantry runs there. */
export async function runEvidenceCommand(
  where: { readonly home: string; readonly world: 'local' | 'aws' },
  command: EvidenceCommand,
): Promise<number> {
  const desk = await openEvidenceDesk(where);
  try {
    return await verbs[command.verb](desk, command, AbortSignal.timeout(timeoutMs));
  } finally {
    desk.close();
  }
}

type Verb = (desk: EvidenceDesk, command: EvidenceCommand, signal: AbortSignal) => Promise<number>;

const verbs: Readonly<Record<EvidenceCommand['verb'], Verb>> = {
  'keys list': async (desk, _command, signal) => {
    const keys = await desk.signer.publicKeys(signal);
    for (const [index, { keyId, pem }] of keys.entries())
      print(`${line`${keyId} ${index === 0 ? 'signs' : 'has signed'}`}\n${pem}`);
    return 0;
  },
  'keys rotate': async (desk) => {
    if (desk.rotate === undefined) {
      throw new InputRejected(
        'rotate_in_kms',
        'Make a new ECC_NIST_P256 key in KMS and deploy with -c signingKey=ARN, and with the one before it in formerSigningKeys; docs/runbook.md tells each step.',
      );
    }
    const { keyId } = await desk.rotate();
    print(
      line`${keyId} signs from now on. Evidence of the keys before it still verifies; nobody can sign with them.`,
    );
    return 0;
  },
  'log export': async (desk, _command, signal) => {
    printJson(await exportLog(desk)(signal));
    return 0;
  },
  'log verify': verifyInstallation,
};

/** Holds the log against itself, an earlier export and every mission that it names. */
async function verifyInstallation(
  desk: EvidenceDesk,
  command: EvidenceCommand,
  signal: AbortSignal,
): Promise<number> {
  const log = await exportLog(desk)(signal);
  const verdict = await verifyLog(desk, log, {
    earlier: command.against === undefined ? undefined : parseEvidence(readFileSync(command.against)),
  });
  if (!verdict.ok) {
    printError(
      line`NOT VALID${verdict.seq === undefined ? '' : `, first bad entry ${verdict.seq}`}: ${verdict.why}`,
    );
    return 1;
  }
  const faults = await auditMissions(desk)(verdict.checkpoints, signal);
  for (const { missionId, kind, why } of faults) printError(line`${kind}: ${missionId}: ${why}`);
  if (faults.length > 0) return 1;
  print(line`Valid: ${log.entries.length} missions, each as it was signed.`);
  return 0;
}
