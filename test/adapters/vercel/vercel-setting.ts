import { afterEach, beforeEach } from 'vitest';
import { vercelAppHost } from '../../../adapters/vercel/app-host.ts';
import type { VercelConfig } from '../../../adapters/vercel/connection.ts';
import type { AppHost, DeployRequest, HostedApp } from '../../../core/ports/app-host.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import { VercelStandIn } from './vercel-stand-in.ts';
import type { RecordedCall } from './vercel-wire.ts';

export const token = 'vercel-token-4711';
export const team = 'team_1';
export const never = new AbortController().signal;
export const missionId = missionIdSchema.parse('msn_00000000000000000000000001');
export const app = (n: number) => ({
  appId: appIdSchema.parse(`app_0000000000000000000000000${n}`),
  name: 'todo-app',
  title: 'To do',
});

export const request = (hosted: HostedApp, changes: Partial<DeployRequest> = {}): DeployRequest => ({
  projectId: hosted.projectId,
  appId: app(1).appId,
  missionId,
  stack: 'static',
  artifactSha256: 'a'.repeat(64),
  files: [
    { path: 'index.html', bytes: Buffer.from('<title>one</title>') },
    { path: 'copy.html', bytes: Buffer.from('<title>one</title>') },
    { path: 'empty.css', bytes: new Uint8Array() },
  ],
  target: 'preview',
  ...changes,
});

export const refuse = (status: number, code: string, headers: Record<string, string> = {}) =>
  ({ kind: 'answer', status, body: { error: { code, message: `Because of ${code}` } }, headers }) as const;
export const isFor = (call: RecordedCall, method: string, path: RegExp): boolean =>
  call.method === method && path.test(call.path);

/** A stand-in for each test, and adapters to it. */
export interface VercelSetting {
  readonly standIn: VercelStandIn;
  open(config?: Partial<VercelConfig>): AppHost;
  /** The calls that change something. */
  writes(): RecordedCall[];
}

/** Registers the hooks that start and stop the stand-in around each test of a file. */
export function useVercel(): VercelSetting {
  let standIn: VercelStandIn;
  let apiUrl: string;
  beforeEach(async () => {
    standIn = new VercelStandIn(token, team);
    apiUrl = await standIn.start();
  });
  afterEach(() => standIn.close());
  return {
    get standIn() {
      return standIn;
    },
    open: (config = {}) =>
      vercelAppHost({
        token,
        team,
        apiUrl,
        pollIntervalMs: 1,
        readyTimeoutMs: 2_000,
        requestTimeoutMs: 5_000,
        ...config,
      }),
    writes: () => standIn.calls.filter((call) => call.method !== 'GET'),
  };
}
