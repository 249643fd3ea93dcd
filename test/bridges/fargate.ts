import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Isolation } from '../../core/wire/pod.ts';

export interface FargateBridge {
  /** Pods that run now. */
  readonly running: () => number;
  readonly close: () => Promise<void>;
}

interface Pod {
  readonly supervisor: ChildProcess;
  readonly ended: Promise<void>;
}

const supervisorFile = join(import.meta.dirname, '..', '..', 'pod-image', 'main.ts');
const lookEveryMs = 100;

/**
 * Bridges Fargate: the emulator keeps a task as a record and starts nothing. Each task's supervisor is run here with what RunTask's overrides
 * give it; a stopped task ends its supervisor, a supervisor that ends stops its task.
 */
export function bridgeFargate(config: {
  readonly endpoint: string;
  readonly region: string;
  readonly cluster: string;
  readonly isolation: Isolation;
}): FargateBridge {
  const { endpoint, region, cluster, isolation } = config;
  const ecs = new ECSClient({ endpoint, region });
  const pods = new Map<string, Pod>();
  const seen = new Set<string>();
  let isOpen = true;

  const start = (arn: string, task: Task): void => {
    const environment = task.overrides?.containerOverrides?.[0]?.environment ?? [];
    const order = environment.find(({ name }) => name === 'GANTRY_POD_ORDER')?.value ?? '';
    const supervisor = spawn(
      process.execPath,
      [supervisorFile, '--isolation', isolation, '--browser', 'none'],
      {
        env: { GANTRY_POD_ORDER: order, PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const ended = new Promise<void>((resolve) => supervisor.once('exit', () => resolve()));
    pods.set(arn, { supervisor, ended });
    void ended.then(async () => {
      pods.delete(arn);
      await ecs.send(new StopTaskCommand({ cluster, task: arn })).catch(() => undefined);
    });
  };
  const look = async (): Promise<void> => {
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
    const stopped = await ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'STOPPED' }));
    for (const arn of stopped.taskArns ?? []) pods.get(arn)?.supervisor.kill('SIGTERM');
    const fresh = taskArns.filter((arn) => !seen.has(arn));
    if (fresh.length === 0) return;
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: fresh }));
    for (const task of tasks) {
      if (task.taskArn === undefined) continue;
      seen.add(task.taskArn);
      start(task.taskArn, task);
    }
  };
  const looking = (async () => {
    while (isOpen) {
      await look().catch(() => undefined);
      await sleep(lookEveryMs);
    }
  })();

  return {
    running: () => pods.size,
    async close() {
      isOpen = false;
      await looking;
      for (const { supervisor } of pods.values()) supervisor.kill('SIGKILL');
      await Promise.all([...pods.values()].map(({ ended }) => ended));
    },
  };
}
