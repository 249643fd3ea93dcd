import type { SignatureVerifier } from '../../core/evidence/verify-bundle.ts';
import type { Digest } from '../../core/ports/digest.ts';
import type { EventLog } from '../../core/ports/event-log.ts';
import type { PublicKey, Signer } from '../../core/ports/signer.ts';
import { openDatabase } from '../local/database.ts';
import { createEventLog, listStreams } from '../local/event-log.ts';
import { createSigner } from '../local/signer.ts';
import { nodeDigest } from '../node/digest.ts';
import { nodeSignatureVerifier } from '../node/signature-verifier.ts';

/** What looks at an installation's evidence from outside, also while Gantry runs there. */
export interface EvidenceDesk {
  readonly eventLog: EventLog;
  readonly signer: Signer;
  readonly digest: Digest;
  readonly verifier: SignatureVerifier;
  /** Every stream, where the world can list them: a DynamoDB table is asked by stream only. */
  readonly listStreams: (() => readonly string[]) | undefined;
  /** Where keys are KMS's, a rotation is a new key in GANTRY_SIGNING_KEY_ID. */
  readonly rotate: (() => Promise<PublicKey>) | undefined;
  readonly close: () => void;
}

/** Opens the installation in a home folder, or on AWS the one that the environment names, with the caller's own credentials. */
export async function openEvidenceDesk(where: {
  readonly home: string;
  readonly world: 'local' | 'aws';
}): Promise<EvidenceDesk> {
  const base = { digest: nodeDigest, verifier: nodeSignatureVerifier };
  if (where.world === 'aws') {
    const aws = await import('./aws.ts');
    return {
      ...base,
      eventLog: aws.eventLog(),
      signer: aws.signer(),
      listStreams: undefined,
      rotate: undefined,
      close: () => {},
    };
  }
  const database = openDatabase(where.home);
  const signer = createSigner({ home: where.home });
  return {
    ...base,
    eventLog: createEventLog({ database }),
    signer,
    listStreams: () => listStreams(database),
    rotate: () => signer.rotate(),
    close: () => database.close(),
  };
}
