import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { spawnLocalStack, whyNoLocalStack } from './localstack.ts';

/** Which emulator the suites of this run are asked of. LocalStack has no WebSocket API and no ECS. */
const isLocalStack = process.env.GANTRY_TEST_EMULATOR === 'localstack';
/** As titles say it. */
export const emulatorName = isLocalStack ? 'LocalStack' : 'MiniStack';

/** MiniStack in a Python environment of its own: real HTTP and real signatures of the SDK, no Docker. Pinned, because it is what we met. */
const requirements = ['ministack==1.5.33', 'cryptography'];
const venv = join(import.meta.dirname, '../../../node_modules/.cache/ministack-1.5.33');
/** The interpreter of the emulator's own environment; there once `describeWithEmulator` runs its suite. */
export const emulatorPython = (): string => program(venv);

const startLimitMs = 90_000;
const stopLimitMs = 20_000;

/** Credentials and region for the clients under test. The SDK's own environment stays out of it. */
export const identity = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'eu-west-1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/nonexistent/config',
  AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
};

/** One emulated account, for one test file. */
export interface Emulator {
  /** `endpoint` with 127.0.0.1 and the region, as every adapter's configuration takes them. */
  readonly connection: { readonly endpoint: string; readonly region: string };
  /** A call to a service that we have no client of, for setting the scene; answers the body's text. */
  call(service: string, path: string, body: string): Promise<string>;
}

export interface EmulatorOptions {
  /** Evaluates IAM policies, those of sessions too; without it everything is allowed. */
  readonly checksPermissions?: boolean;
  /** For the emulator and, where they set nothing else, the functions that it runs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Registers what lets the SDK sign with test credentials in this file. */
export function useTestIdentity(): void {
  Object.assign(process.env, identity);
  for (const name of Object.keys(process.env))
    if (name.startsWith('AWS_ENDPOINT_URL')) delete process.env[name];
}

/**
 * Runs a suite against an emulator of AWS, started on a free loopback port for this file and ended with it. Where it is not to be had the suite is one
 * skipped test whose title says so, and a failed one where GANTRY_REQUIRE_EMULATOR=1.
 */
export function describeWithEmulator(
  name: string,
  suite: (emulator: Emulator) => void,
  options: EmulatorOptions = {},
): void {
  const missing = whyMissing();
  if (missing !== undefined) {
    describe(name, () => unavailable(missing));
    return;
  }
  useTestIdentity();
  describe(name, () => {
    let running: { readonly port: number; readonly stop: () => Promise<void> };
    beforeAll(async () => {
      running = await startEmulator(options);
    }, startLimitMs + 15_000);
    afterAll(() => running?.stop());
    suite({
      get connection() {
        return { endpoint: `http://127.0.0.1:${running.port}`, region: identity.AWS_REGION };
      },
      call: (service, path, body) => callService(`http://127.0.0.1:${running.port}${path}`, service, body),
    });
  });
}

function unavailable(reason: string): void {
  process.stderr.write(
    `\nNOT MET: the AWS adapters of this file were not run against an emulator: ${reason}\n`,
  );
  if (process.env.GANTRY_REQUIRE_EMULATOR === '1') {
    test('an emulator of AWS is to be had', () => {
      throw new Error(reason);
    });
    return;
  }
  test.skip(`NOT MET against an emulator of AWS: ${reason}`, () => {});
}

const program = (folder: string): string =>
  join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');

/** Makes the environment at first use, whole or not at all; undefined when the emulator can be started. */
export function whyMissing(): string | undefined {
  if (isLocalStack) return whyNoLocalStack();
  if (existsSync(venv)) return undefined;
  const building = `${venv}.${randomUUID()}`;
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements];
  try {
    execFileSync('python3', ['-m', 'venv', building], { stdio: 'pipe', timeout: 60_000 });
    execFileSync(program(building), install, { stdio: 'pipe', timeout: 180_000 });
    renameSync(building, venv);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    // Another file of the same run may have been quicker: its environment serves as well.
    if (!existsSync(venv)) return `MiniStack needs python3 with venv and pip (${reason})`;
  }
  return undefined;
}

/** The account's root, unsigned: the emulator reads no more than the scope. */
export async function callService(
  url: string,
  service: string,
  body: string,
  target?: string,
): Promise<string> {
  const scope = `${identity.AWS_ACCESS_KEY_ID}/20260101/${identity.AWS_REGION}/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
  const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
  const headers = { authorization, 'content-type': type, ...(target && { 'x-amz-target': target }) };
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} answered ${response.status}: ${text}`);
  return text;
}

/** Starts the emulator, whose environment `whyMissing` has made, and resolves when it answers. */
export async function startEmulator({
  checksPermissions = false,
  env = {},
}: EmulatorOptions): Promise<{ port: number; stop: () => Promise<void> }> {
  const port = await freePort();
  const { child, home } = isLocalStack
    ? spawnLocalStack(port)
    : spawnMiniStack(port, { checksPermissions, env });
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await answers(port, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

function spawnMiniStack(port: number, { checksPermissions, env }: Required<EmulatorOptions>) {
  const home = mkdtempSync(join(tmpdir(), 'gantry-ministack-'));
  const child = spawn(program(venv), ['-m', 'ministack'], {
    stdio: 'ignore',
    env: {
      // Emulated functions run in the first node on it.
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      HOME: home,
      TMPDIR: home,
      STATE_DIR: home,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: identity.AWS_REGION,
      // Nothing listens there: an emulated task stays a record, also on a machine with Docker.
      DOCKER_HOST: 'tcp://127.0.0.1:9',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: 'false',
      AUTH: String(checksPermissions),
      LOG_LEVEL: 'ERROR',
      ...env,
    },
  });
  return { child, home };
}

async function answers(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${emulatorName} ended with ${child.exitCode}.`);
    const response = await fetch(`http://127.0.0.1:${port}/_${emulatorName.toLowerCase()}/health`).catch(
      () => undefined,
    );
    await response?.body?.cancel();
    if (response?.ok) return;
    await sleep(100);
  }
  throw new Error(`${emulatorName} did not answer within ${startLimitMs} ms.`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  // LocalStack's DynamoDB is a program in a session of its own, which only LocalStack ends.
  child.kill(isLocalStack ? 'SIGTERM' : 'SIGKILL');
  const impatience = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
  await exit;
  clearTimeout(impatience);
}

/** A loopback port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
