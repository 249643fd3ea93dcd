import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { detectIsolation } from '../adapters/local/pod-host/detect-isolation.ts';

/**
 * What all test processes of a run share, by their environment: a folder for what they leave behind, and what this machine can isolate with,
 * which each product under test would else find out for itself at every start.
 */
export async function setup(): Promise<() => void> {
  process.env.GANTRY_ISOLATION ??= (await detectIsolation()).isolation;
  const root = mkdtempSync(join(tmpdir(), 'gantry-test-'));
  process.env.GANTRY_TEST_FOLDER ??= root;
  return () => rmSync(root, { recursive: true, force: true });
}
