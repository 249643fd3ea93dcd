import { createPublicKey, hash, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { verifyBundle } from '../core/evidence/verify-bundle.ts';

/** `npm run verify -- FILE [--key PEM]`: checks an evidence bundle offline; exit 0 when it holds, 1 when it does not, 2 when it was called wrongly. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
  const [file] = positionals;
  if (file === undefined) {
    console.error('Usage: npm run verify -- FILE [--key PEM-FILE]');
    return 2;
  }
  const pinned = values.key === undefined ? undefined : readFileSync(values.key, 'utf8');
  const verdict = await verifyBundle({ digest, verifier }, readBundle(file), pinned);
  if (!verdict.ok) {
    console.error(
      `NOT VALID${verdict.seq === undefined ? '' : `, first bad event ${verdict.seq}`}: ${verdict.why}`,
    );
    return 1;
  }
  console.log(`Valid: ${verdict.events} events, signed by ${verdict.keyId}.`);
  if (!verdict.isPinned)
    console.log('The key is not pinned: it came with the bundle. Pass --key with a key you trust.');
  return 0;
}

const digest = { sha256: (data: string | Uint8Array): string => hash('sha256', data, 'hex') };

const verifier = {
  keyId: async (pem: string): Promise<string> =>
    digest.sha256(createPublicKey(pem).export({ type: 'spki', format: 'der' })),
  verify: async (pem: string, message: Uint8Array, signature: Uint8Array): Promise<boolean> =>
    verify('sha256', message, createPublicKey(pem), signature),
};

function readBundle(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
