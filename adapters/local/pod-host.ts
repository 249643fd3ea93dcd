import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mailboxPrefix, type PodHost, type PodState } from '../../core/ports/pod-host.ts';
import type { MissionId, PodId } from '../../core/wire/ids.ts';
import { type Isolation, mailboxKeys, type PodOrder } from '../../core/wire/pod.ts';
import type { RunningPod, SpareSupervisor } from './pod-host/start-supervisor.ts';
import { startSpareSupervisor, startSupervisor } from './pod-host/start-supervisor.ts';

export interface LocalPodHostConfig {
  /** GANTRY_HOME; the mailbox is a folder of the object store in it. */
  readonly home: string;
  readonly isolation: Isolation;
  /** What pods are told of a browser, once that is known: a path on this machine, `none`, or undefined where their image has one. */
  readonly browser: Promise<string | undefined>;
  /** GANTRY_ALLOW_WEAK_POD: lets any model's code run under Node's permission model too. */
  readonly allowsWeakPod: boolean;
  /** Whether the built-in model writes, whose code may always be built. */
  readonly isBuiltInModel: boolean;
  /** Called for each key the pod writes, in order, and awaited; `key` is relative to the mailbox. */
  onMailbox(missionId: MissionId, podId: PodId, key: string): void | Promise<void>;
  /** Called once when a pod has ended, after the last `onMailbox` has settled. */
  onStopped(missionId: MissionId, podId: PodId): void | Promise<void>;
  /** What a pod's supervisor says for people, bounded; nothing when left out. */
  readonly onDiagnosis?: (podId: PodId, text: string) => void;
}

/** Starting takes a core for a moment, which the mission whose pod just ended has better use for. */
const refillAfterMs = 400;

const pythonPackages = fileURLToPath(new URL('../../pod-image/python-packages', import.meta.url));

type LaunchRequest = Parameters<PodHost['launch']>[0];

export interface LocalPodHost extends PodHost {
  /** Ends the supervisor that waits for the next pod, and starts no more; pods that run are left alone. */
  readonly close: () => void;
}

/**
 * A pod host on this machine: each pod is a supervisor process with an empty environment, tied to this process by a pipe, so that however
 * this process dies its pods end themselves and everything in them. Once a pod has ended the next one's supervisor starts ahead of need.
 */
export function localPodHost(config: LocalPodHostConfig): LocalPodHost {
  const spares = keepSpare(config);
  const living: LivingPods = { pods: new Map(), ready: new Set() };
  const { pods, ready } = living;
  const start = podStarter(config, spares, living);
  const acceptsAnyModel = config.isolation !== 'node-permission' || config.allowsWeakPod;
  return {
    isolation: config.isolation,
    acceptsAnyModel,
    acceptsAuthor: acceptsAnyModel || config.isBuiltInModel,
    // An image carries them; this machine where somebody put them there (README.md).
    bringsPythonPackages: config.isolation === 'docker' || existsSync(pythonPackages),
    async launch(request, signal) {
      signal.throwIfAborted();
      const mailbox = mailboxFolder(config.home, request.missionId, request.podId);
      // A pod that has reported has lived: the same id never runs twice.
      if (pods.has(request.podId) || existsSync(join(mailbox, mailboxKeys.report))) return;
      const starting = start(request);
      pods.set(request.podId, starting);
      await starting.catch((error: unknown) => {
        pods.delete(request.podId);
        throw error;
      });
    },
    async state(podId): Promise<PodState> {
      if (!pods.has(podId)) return 'absent';
      return ready.has(podId) ? 'running' : 'starting';
    },
    async stop(podId) {
      const pod = await pods.get(podId)?.catch(() => undefined);
      await pod?.stop();
    },
    close: spares.close,
  };
}

/** Pods from their launch to their end, and which of those have said that they are ready. */
interface LivingPods {
  readonly pods: Map<PodId, Promise<RunningPod>>;
  readonly ready: Set<PodId>;
}

const podStarter =
  (config: LocalPodHostConfig, spares: ReturnType<typeof keepSpare>, { pods, ready }: LivingPods) =>
  async (request: LaunchRequest): Promise<RunningPod> => {
    const { missionId, podId } = request;
    const orderFile = await writeOrder(config.home, request);
    const browser = await config.browser;
    const pod = spares.start({
      browser,
      orderUrl: pathToFileURL(orderFile).href,
      onReady: () => ready.add(podId),
      onKey: (key) => config.onMailbox(missionId, podId, key),
    });
    pod.ended.then(async ({ diagnosis }) => {
      pods.delete(podId);
      ready.delete(podId);
      spares.refill();
      if (diagnosis !== '') config.onDiagnosis?.(podId, diagnosis);
      await config.onStopped(missionId, podId);
    });
    return pod;
  };

/** At most one supervisor in advance: many pods at once start their own. */
function keepSpare({ isolation, home, browser }: LocalPodHostConfig) {
  const options = { isolation, home };
  let spare: SpareSupervisor | undefined;
  let isClosed = false;
  return {
    start(pod: Omit<Parameters<typeof startSupervisor>[0], keyof typeof options>): RunningPod {
      const taken = spare?.take(pod);
      spare = undefined;
      return taken ?? startSupervisor({ ...options, ...pod });
    },
    refill(): void {
      setTimeout(async () => {
        const found = await browser;
        if (!isClosed) spare ??= startSpareSupervisor({ ...options, browser: found });
      }, refillAfterMs).unref();
    },
    close(): void {
      isClosed = true;
      spare?.end();
      spare = undefined;
    },
  };
}

const mailboxFolder = (home: string, missionId: MissionId, podId: PodId): string =>
  join(home, 'objects', mailboxPrefix(missionId, podId));

async function writeOrder(
  home: string,
  { missionId, podId, limits, waitMs }: LaunchRequest,
): Promise<string> {
  const order: PodOrder = {
    version: 1,
    mission_id: missionId,
    pod_id: podId,
    limits,
    wait_ms: waitMs,
    transport: { kind: 'directory' },
  };
  const file = join(mailboxFolder(home, missionId, podId), mailboxKeys.order);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(order));
  await rename(`${file}.new`, file);
  return file;
}
