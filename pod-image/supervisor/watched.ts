import { spawn, spawnSync } from 'node:child_process';
import type { PodLimits } from '../../core/wire/pod.ts';
import { endControlGroup, usageOfControlGroup } from '../runners/control-group.ts';
import { killGroup } from '../runners/spawn-step.ts';
import { isAlive, type Usage, usageOfTree, usageOfUser } from './process-tree.ts';

/** Where the processes of a step are found, told in data so that another thread can watch and end them. */
export type Watched =
  | {
      readonly kind: 'tree';
      readonly pid: number;
      /** Tells the head from another process that gets its number after it. */
      readonly startedAt: string | undefined;
      /** The folder of the control group that holds them all, where there is one. */
      readonly controlGroup?: string | undefined;
    }
  | {
      readonly kind: 'user';
      readonly uid: number;
      readonly launcher: string;
      /** What tells the launcher to kill that user. */
      readonly kill: string;
    }
  | {
      readonly kind: 'container';
      readonly docker: string;
      readonly env: Readonly<Record<string, string>>;
      readonly name: string;
    };

/** One step as the watching thread is told of it. */
export interface WatchOrder {
  readonly watched: Watched;
  readonly limits: Pick<PodLimits, 'memory_bytes' | 'processes'>;
  /** What is left of the pod's wall time. */
  readonly leftMs: number;
}

/** Answers what a step uses now, whenever it is asked; `stop` ends what it takes to know that. */
export async function followWatched(
  watched: Watched,
): Promise<{ readonly usage: () => Usage; readonly stop: () => void }> {
  const stop = (): void => undefined;
  switch (watched.kind) {
    case 'tree': {
      const { controlGroup, pid } = watched;
      return controlGroup === undefined
        ? { usage: () => usageOfTree(pid), stop }
        : { usage: () => usageOfControlGroup(controlGroup), stop };
    }
    case 'user':
      return { usage: () => usageOfUser(watched.uid), stop };
    case 'container':
      // Loaded where it is needed: no other thread pays for an HTTP client and schemas.
      return (await import('../runners/docker-usage.ts')).followUsage(watched);
    default:
      return watched satisfies never;
  }
}

/** Kills what is watched, whole, without a word to it; who waits for its end waits elsewhere. */
export function endWatched(watched: Watched): void {
  switch (watched.kind) {
    case 'tree':
      if (watched.controlGroup !== undefined) endControlGroup(watched.controlGroup);
      if (isAlive(watched.pid, watched.startedAt)) killGroup(watched.pid);
      return;
    case 'user':
      spawnSync(watched.launcher, [watched.kill], { env: {}, timeout: 5_000 });
      return;
    case 'container':
      spawn(watched.docker, ['kill', watched.name], { env: watched.env, stdio: 'ignore' }).on(
        'error',
        () => undefined,
      );
      return;
    default:
      watched satisfies never;
  }
}
