import { giveResult } from './give-result.ts';
import { checkSite } from './smoke/check-site.ts';

/** The smoke step: loads every page of the artifact and fails with a line for each thing that is wrong. */
async function smoke(artifact: string, tree: string): Promise<number> {
  const { pages, findings } = await checkSite(artifact, tree);
  for (const finding of findings) process.stdout.write(`✖ ${finding}\n`);
  if (findings.length === 0) process.stdout.write(`✔ ${pages.join(', ')} loaded without a problem\n`);
  return findings.length === 0 ? 0 : 1;
}

// What a page left running would throw after it was judged, into nobody's hands.
process.on('unhandledRejection', () => undefined).on('uncaughtException', () => undefined);
const [, , tree = '', artifact = ''] = process.argv;
const code = await smoke(artifact, tree);
giveResult({});
process.exit(code);
