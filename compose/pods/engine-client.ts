import * as z from 'zod';
import type { PodContainer } from '../engine/pod-container.ts';

const callMs = 30_000;
const waitMs = 3_600_000;

export interface ContainerState {
  readonly status: 'created' | 'running' | 'exited';
  readonly exitCode: number;
  readonly isOutOfMemory: boolean;
  readonly startedBy: string;
  readonly createdAt: Date;
}

const inspectSchema = z.object({
  Created: z.coerce.date(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullable() }),
  State: z.object({ Status: z.string(), ExitCode: z.number(), OOMKilled: z.boolean() }),
});
const listSchema = z.array(z.object({ Names: z.array(z.string()) }));

/** The few calls of the Docker engine's API that pods need. */
export interface EngineClient {
  create(name: string, container: PodContainer): Promise<'created' | 'exists'>;
  start(name: string): Promise<void>;
  /** Resolves when the container has ended. */
  ended(name: string): Promise<void>;
  stop(name: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Undefined when the engine knows no such container. */
  inspect(name: string, label: string): Promise<ContainerState | undefined>;
  list(): Promise<readonly string[]>;
}

/** A client of an engine, or of the guard before it, at an http address. */
export function engineClient(url: string): EngineClient {
  const call = async (
    method: string,
    path: string,
    { body, accepts = [], timeoutMs = callMs }: CallOptions = {},
  ): Promise<Response> => {
    const response = await fetch(`${url}${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok || response.status === 304 || accepts.includes(response.status)) return response;
    const text = (await response.text()).slice(0, 300);
    throw new Error(
      `The Docker engine answered ${response.status} to ${method} ${path.split('?')[0]}: ${text}`,
    );
  };
  return {
    async create(name, container) {
      const response = await call('POST', `/containers/create?name=${name}`, {
        body: container,
        accepts: [409],
      });
      return response.status === 409 ? 'exists' : 'created';
    },
    start: async (name) => void (await call('POST', `/containers/${name}/start`)),
    async ended(name) {
      const response = await call('POST', `/containers/${name}/wait`, { accepts: [404], timeoutMs: waitMs });
      await response.text();
    },
    stop: async (name) => void (await call('POST', `/containers/${name}/stop`, { accepts: [404] })),
    remove: async (name) => void (await call('DELETE', `/containers/${name}`, { accepts: [404, 409] })),
    async inspect(name, label) {
      const response = await call('GET', `/containers/${name}/json`, { accepts: [404] });
      if (response.status === 404) return undefined;
      const { Created: createdAt, Config: config, State: state } = inspectSchema.parse(await response.json());
      return {
        status: statusOf(state.Status),
        exitCode: state.ExitCode,
        isOutOfMemory: state.OOMKilled,
        startedBy: config.Labels?.[label] ?? '',
        createdAt,
      };
    },
    async list() {
      const found = listSchema.parse(await (await call('GET', '/containers/json')).json());
      return found.flatMap(({ Names: [name = ''] }) => [name.replace(/^\//, '')]);
    },
  };
}

interface CallOptions {
  readonly body?: object;
  readonly accepts?: readonly number[];
  readonly timeoutMs?: number;
}

function statusOf(status: string): ContainerState['status'] {
  if (status === 'created') return 'created';
  return status === 'running' || status === 'paused' || status === 'restarting' ? 'running' : 'exited';
}
