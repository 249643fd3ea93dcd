import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'gantry-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A fresh GANTRY_HOME, gone when the test file has ended. */
export function temporaryHome(): string {
  return mkdtempSync(join(root, 'home-'));
}
