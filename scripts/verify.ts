import { parseArgs } from 'node:util';
import { readEvidence, verifyEvidence } from '../local/cli/verify-evidence.ts';
import { print, printError, printFault } from '../local/terminal.ts';

const usage = `Usage: npm run verify -- FILE [--key PEM-FILE] [--log LOG-FILE]
       npm run verify -- --log LOG-FILE [--key PEM-FILE] [--against OLDER-LOG-FILE]

FILE is an evidence bundle, LOG-FILE what \`npm run gantry -- audit export\` wrote. With both, the bundle must be in the log.
PEM-FILE holds the keys that are trusted, one after the other.`;

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
  const { key, log, against } = values;
  const bundle = file === undefined ? undefined : readEvidence(file);
  const { ok, lines } = await verifyEvidence({ bundle, key, log, against });
  (ok ? print : printError)(lines.join('\n'));
  return ok ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  printFault(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
