import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nodeDigest } from '../adapters/node/digest.ts';
import { nodeSignatureVerifier } from '../adapters/node/signature-verifier.ts';
import { parseEvidence } from '../core/evidence/parse-evidence.ts';
import { verifyBundle } from '../core/evidence/verify-bundle.ts';
import type { LogVerdict } from '../core/evidence/verify-log.ts';
import { verifyLog } from '../core/evidence/verify-log.ts';
import { line, print, printError, printFault } from '../local/terminal.ts';

const usage = `Usage: npm run verify -- FILE [--key PEM-FILE] [--log LOG-FILE]
       npm run verify -- --log LOG-FILE [--key PEM-FILE] [--against OLDER-LOG-FILE]

FILE is an evidence bundle, LOG-FILE what \`npm run gantry -- log export\` wrote. With both, the bundle must be in the log.
PEM-FILE holds the keys that are trusted, one after the other.`;
const notPinned = 'The key is not pinned: it came with the file. Pass --key with keys you trust.';
const deps = { digest: nodeDigest, verifier: nodeSignatureVerifier };

/** Checks evidence offline; exit 0 when it holds, 1 when it does not, 2 when it was called wrongly. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, log: { type: 'string' }, against: { type: 'string' } },
  });
  const [file] = positionals;
  if ((file === undefined && values.log === undefined) || positionals.length > 1) {
    printError(usage);
    return 2;
  }
  const pinned = values.key === undefined ? undefined : readFileSync(values.key, 'utf8');
  const log = values.log === undefined ? undefined : await checkLog(values.log, values.against, pinned);
  if (log?.ok === false) return 1;
  return file === undefined ? 0 : checkBundle(file, pinned, log);
}

async function checkLog(
  file: string,
  olderFile: string | undefined,
  pinnedPem: string | undefined,
): Promise<LogVerdict> {
  const earlier = olderFile === undefined ? undefined : readJson(olderFile);
  const verdict = await verifyLog(deps, readJson(file), { pinnedPem, earlier });
  if (!verdict.ok) {
    refuse('entry', verdict);
    return verdict;
  }
  print(line`Valid log: ${verdict.checkpoints.size} missions.`);
  if (!verdict.isPinned) print(notPinned);
  return verdict;
}

async function checkBundle(
  file: string,
  pinnedPem: string | undefined,
  log: (LogVerdict & { readonly ok: true }) | undefined,
): Promise<number> {
  const verdict = await verifyBundle(deps, readJson(file), pinnedPem);
  if (!verdict.ok) return refuse('event', verdict);
  const { missionId, headSha256 } = verdict;
  if (log !== undefined && log.checkpoints.get(missionId)?.head_sha256 !== headSha256)
    return refuse('event', { why: `the log has no checkpoint of ${missionId} with this head` });
  print(line`Valid: ${verdict.events} events, signed by ${verdict.keyId}.`);
  if (!verdict.isPinned) print(notPinned);
  return 0;
}

function refuse(
  what: string,
  { seq, why }: { readonly seq?: number | undefined; readonly why: string },
): number {
  printError(line`NOT VALID${seq === undefined ? '' : `, first bad ${what} ${seq}`}: ${why}`);
  return 1;
}

function readJson(file: string): unknown {
  try {
    return parseEvidence(readFileSync(file));
  } catch (error) {
    throw new Error(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  printFault(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
