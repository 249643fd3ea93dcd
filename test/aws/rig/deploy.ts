import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';

const root = join(import.meta.dirname, '..', '..', '..');
const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');

const outputsSchema = z.object({
  GantryCore: z.object({
    AccessTable: z.string(),
    Cluster: z.string(),
    RestUrl: z.url(),
    SocketUrl: z.url(),
    GitHubSecretArn: z.string(),
    VercelSecretArn: z.string(),
    NeonSecretArn: z.string(),
    ChannelsSecretArn: z.string(),
  }),
});
export type CoreOutputs = z.infer<typeof outputsSchema>['GantryCore'];

export interface EmulatedAccount {
  readonly endpoint: string;
  readonly env: Readonly<Record<string, string>>;
}

/** GantryCore as settings make it, ready to be deployed in one go. */
export interface Assembly {
  deploy(): Promise<CoreOutputs>;
  remove(): void;
}

/** Bootstraps an emulated account and deploys GantryCore into it, with the plain CDK CLI and nothing but the SDK's own variables. */
export async function deployCore(
  account: EmulatedAccount,
  context: Readonly<Record<string, string>>,
): Promise<CoreOutputs> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-bootstrap-'));
  try {
    // Bootstrapping asks no app, and where there is none the CLI makes none: it goes on beside the synthesis.
    const [assembly] = await Promise.all([
      synthesizeCore(account, context),
      runCdk(account, folder, 'bootstrap', `aws://000000000000/${account.env.AWS_REGION}`, '--no-notices'),
    ]);
    return await assembly.deploy().finally(assembly.remove);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes the templates and bundles of GantryCore, and touches no account. */
export async function synthesizeCore(
  account: EmulatedAccount,
  context: Readonly<Record<string, string>>,
): Promise<Assembly> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-deploy-'));
  const outputs = join(folder, 'outputs.json');
  const made = join(folder, 'cdk.out');
  const choices = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  await runCdk(account, root, 'synth', 'GantryCore', '--quiet', ...choices, '--output', made);
  return {
    async deploy() {
      const unasked = ['--require-approval', 'never'];
      await runCdk(
        account,
        root,
        'deploy',
        'GantryCore',
        '--app',
        made,
        ...unasked,
        '--outputs-file',
        outputs,
      );
      return outputsSchema.parse(JSON.parse(readFileSync(outputs, 'utf8'))).GantryCore;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function runCdk(
  { endpoint, env }: EmulatedAccount,
  cwd: string,
  ...words: readonly string[]
): Promise<void> {
  const options = {
    cwd,
    env: { ...environment(), ...env, AWS_ENDPOINT_URL: endpoint },
    maxBuffer: 2 ** 26,
  };
  try {
    await promisify(execFile)(process.execPath, [cdk, ...words], options);
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout: string; readonly stderr: string };
    throw new Error(`cdk ${words[0]} failed:\n${stdout.slice(-4_000)}\n${stderr.slice(-8_000)}`);
  }
}

const environment = (): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? tmpdir(),
  CI: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
});

/** A folder whose `node` is this one with a module loaded before all else: the emulator runs functions in the first node on its PATH. */
export function nodeWithBridge(folder: string, bridge: string): void {
  const script = `#!/bin/sh\nexec "${process.execPath}" --import "${bridge}" "$@"\n`;
  writeFileSync(join(folder, 'node'), script, { mode: 0o755 });
}
