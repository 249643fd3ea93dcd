import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import type { EventLog } from '../core/ports/event-log.ts';
import type { Model } from '../core/ports/model.ts';
import type { PodHost } from '../core/ports/pod-host.ts';
import type { PodId } from '../core/wire/ids.ts';
import { startGantry } from '../local/compose.ts';
import { readEnvironment } from '../local/environment.ts';
import { preciseNowMs } from './precise-now.ts';

/** What is added at the ports of a running Gantry, and what was seen there. Changed between missions, not within. */
export interface Probes {
  /** Added to a pod's start; its launch answers at once all the same. */
  podStartMs: number;
  /** How long the model takes to write an app, at least. */
  draftMs: number;
  /** Awaited before the model writes an app. */
  beforeDraft: Promise<unknown>;
  /** What all calls of the model took so far. */
  modelMs: number;
  /** By seq, when the append of an event was asked for, in milliseconds since 1970. Emptied by whoever reads it. */
  readonly appendedAtMs: Map<number, number>;
}

/** A whole Gantry of the bench's own: real gateway, handlers, state machine and pods. */
export interface BenchWorld {
  readonly world: LocalWorld;
  readonly origin: string;
  readonly probes: Probes;
  readonly close: () => Promise<void>;
}

/** Starts Gantry on a fresh home with probes at its ports; one a process, because functions keep the ports they first got. */
export async function openBenchWorld(): Promise<BenchWorld> {
  const home = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  const environment = readEnvironment({ PORT: '0', GANTRY_HOME: home, GANTRY_ADMIN_PASSWORD: 'bench' });
  const gantry = await startGantry(environment, (line) => console.error(line));
  const probes: Probes = {
    podStartMs: 0,
    draftMs: 0,
    beforeDraft: Promise.resolve(),
    modelMs: 0,
    appendedAtMs: new Map(),
  };
  const { world, origin } = gantry;
  // Before any function ran, so that all of them get these.
  Object.assign(world, {
    model: slowModel(world.model, probes),
    podHost: slowPodHost(world.podHost, probes),
    eventLog: watchedLog(world.eventLog, probes),
  });
  const close = async (): Promise<void> => {
    await gantry.close();
    rmSync(home, { recursive: true, force: true });
  };
  return { world, origin, probes, close };
}

function slowModel(model: Model, probes: Probes): Model {
  return {
    ...model,
    async converse(call, options) {
      // Of an author's calls only a first draft is of medium effort.
      const writesApp = call.role === 'author' && call.effort === 'medium';
      if (writesApp) await probes.beforeDraft;
      const startMs = performance.now();
      if (writesApp) await sleep(probes.draftMs);
      const turn = await model.converse(call, options);
      probes.modelMs += performance.now() - startMs;
      return turn;
    },
  };
}

/** What really starts, starts late; until then the pod is known and starting, as on Fargate. */
function slowPodHost(podHost: PodHost, probes: Probes): PodHost {
  const pending = new Map<PodId, NodeJS.Timeout>();
  return {
    ...podHost,
    async launch(request, signal) {
      if (probes.podStartMs === 0) return podHost.launch(request, signal);
      const { podId } = request;
      const start = (): void => {
        pending.delete(podId);
        podHost.launch(request, AbortSignal.timeout(10_000)).catch(console.error);
      };
      pending.set(podId, setTimeout(start, probes.podStartMs));
    },
    state: async (podId, signal) => (pending.has(podId) ? 'starting' : podHost.state(podId, signal)),
    async stop(podId, signal) {
      clearTimeout(pending.get(podId));
      pending.delete(podId);
      await podHost.stop(podId, signal);
    },
  };
}

function watchedLog(eventLog: EventLog, { appendedAtMs }: Probes): EventLog {
  return {
    ...eventLog,
    append(stream, event, signal) {
      if (stream.startsWith('msn_')) appendedAtMs.set(event.seq, preciseNowMs());
      return eventLog.append(stream, event, signal);
    },
  };
}
