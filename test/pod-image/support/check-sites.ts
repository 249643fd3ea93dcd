import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { checkSite } from '../../../pod-image/programs/smoke/check-site.ts';

// Loading the DOM takes longer than a page: one process reads many sites as JSON from its input and answers with the findings of each.
const sites = JSON.parse(await text(process.stdin)) as readonly Readonly<Record<string, string>>[];
const scratch = mkdtempSync(join(tmpdir(), 'gantry-smoke-'));
process.on('unhandledRejection', () => undefined).on('uncaughtException', () => undefined);
const answers: (readonly string[])[] = [];
for (const files of sites) {
  const root = mkdtempSync(join(scratch, 'site-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  answers.push((await checkSite(root, root)).findings);
}
rmSync(scratch, { recursive: true });
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
