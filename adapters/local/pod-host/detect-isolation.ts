import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { InputRejected } from '../../../core/errors.ts';
import type { Isolation } from '../../../core/wire/pod.ts';
import { supervisorFile } from './start-supervisor.ts';
import { supervisorEnvironment } from './supervisor-environment.ts';

const run = promisify(execFile);
const engineTimeoutMs = 300;
const probeTimeoutMs = 5_000;
const imageName = 'gantry-pod';

/**
 * The best isolation that works here: Docker when an engine answers within 300 ms and has the image, else bubblewrap, each when a step really
 * starts in it, else Node's permission model, which is weak.
 */
export async function detectIsolation(): Promise<Isolation> {
  // Both at once, because every start waits for the answer.
  const [docker, bubblewrap] = await Promise.all([canRunDocker(), canRun('bubblewrap')]);
  if (docker) return 'docker';
  return bubblewrap ? 'bubblewrap' : 'node-permission';
}

/** Refuses an isolation that was asked for by name and does not work here: what is built in it would fail, and not for the app's fault. */
export async function requireIsolation(isolation: Isolation): Promise<Isolation> {
  if (isolation === 'node-permission') return isolation;
  const works = isolation === 'docker' ? await canRunDocker(probeTimeoutMs) : await canRun(isolation);
  if (works) return isolation;
  const advice =
    isolation === 'docker'
      ? 'start an engine that has the image gantry-pod (pod-image/README.md)'
      : `install ${isolation}`;
  throw new InputRejected(
    'isolation_unavailable',
    `GANTRY_ISOLATION=${isolation} does not work on this machine: ${advice}, or leave the setting out.`,
  );
}

/** An engine on another machine has the image, and knows none of the folders that a step is shown. */
async function canRunDocker(timeoutMs = engineTimeoutMs): Promise<boolean> {
  const args = ['image', 'inspect', '--format', '{{.Id}}', imageName];
  return (await succeeds('docker', args, 'docker', timeoutMs)) && (await canRun('docker'));
}

/** Asks the supervisor itself, with the very flags that steps get: being installed is not being allowed. */
const canRun = (isolation: Isolation): Promise<boolean> =>
  succeeds(
    process.execPath,
    [supervisorFile, '--isolation', isolation, '--probe'],
    isolation,
    probeTimeoutMs,
  );

async function succeeds(
  file: string,
  args: readonly string[],
  isolation: Isolation,
  timeoutMs: number,
): Promise<boolean> {
  const options = {
    env: supervisorEnvironment(isolation),
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  } as const;
  return await run(file, args, options).then(
    () => true,
    () => false,
  );
}
