import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

/** A fresh GANTRY_HOME, gone when the test run has ended. */
export function temporaryHome(): string {
  const { GANTRY_TEST_FOLDER: root } = process.env;
  if (root === undefined) throw new Error('test/once-a-run.ts did not run');
  return mkdtempSync(join(root, 'home-'));
}
