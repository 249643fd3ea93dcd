import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Runs the plain CDK in the repository's root; what it says is in the error when it fails. */
export async function cdk(words: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [program, ...words], {
      cwd: root,
      env: { ...process.env, CI: 'true', ...env },
      maxBuffer: 2 ** 26,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string };
    throw new Error(`cdk ${words[0]} failed:\n${stdout.slice(-4_000)}\n${stderr.slice(-8_000)}`, {
      cause: error,
    });
  }
}
