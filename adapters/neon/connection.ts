import * as z from 'zod';
import { isGantryError } from '../../core/errors.ts';
import { pause } from '../node/pause.ts';
import { causeWithoutSecrets, withoutSecrets } from '../node/without-secrets.ts';
import { isLocked, neonFault, unreachable } from './fault.ts';

/** How to reach Neon, and how long to wait for it. */
export interface NeonConfig {
  /** Asked for at each request where it is a function, so that a rotated one is taken up. */
  readonly apiKey: string | ((signal: AbortSignal) => Promise<string>);
  /** Where projects are made: the organisation's id where the key is of more than one. */
  readonly organisation?: string;
  readonly apiUrl?: string;
  /** Where a database is asked, by the host of its connection string. */
  readonly sqlUrl?: (host: string) => string;
  readonly requestTimeoutMs?: number;
  /** Longest wait for a change to be done, one's own or another's that is in the way. */
  readonly settleTimeoutMs?: number;
  readonly pollIntervalMs?: number;
}

export interface NeonRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with its query, ids already encoded. */
  readonly path: string;
  readonly json?: unknown;
}

/** Sends one request, and waits until what it began is done; answers what the schema makes of it and throws a typed error for all else. */
export type Neon = <T>(request: NeonRequest, schema: z.ZodType<T>) => Promise<T>;

const begunSchema = z.object({
  operations: z.array(z.object({ id: z.string(), project_id: z.string(), status: z.string() })).default([]),
});
const operationSchema = z.object({ operation: z.object({ status: z.string() }) });
const running = new Set(['scheduling', 'running', 'cancelling']);

interface Answered {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly body: unknown;
}

/** The key that a request is made with. */
const apiKeyOf = async ({ apiKey }: NeonConfig, signal: AbortSignal): Promise<string> =>
  typeof apiKey === 'string' ? apiKey : apiKey(signal);

/** A way to send requests that end with `signal` or their own timeout. */
export function connect(config: NeonConfig, signal: AbortSignal): Neon {
  const { settleTimeoutMs = 25_000, pollIntervalMs = 500 } = config;
  /** While another change of the project is in the way, a request has changed nothing and is sent again. */
  const sendWhenFree = async (request: NeonRequest): Promise<unknown> => {
    const deadline = performance.now() + settleTimeoutMs;
    for (;;) {
      const { status, retryAfter, body } = await exchange(config, request, signal);
      if (status < 300) return body;
      if (!isLocked({ status }) || performance.now() > deadline)
        throw neonFault({ ...request, path: request.path.replace(/\?.*$/s, ''), status, retryAfter, body });
      await pause(pollIntervalMs, signal);
    }
  };
  const settled = async (body: unknown): Promise<void> => {
    const deadline = performance.now() + settleTimeoutMs;
    for (const { id, project_id: project, status } of begunSchema.catch({ operations: [] }).parse(body)
      .operations) {
      let at = status;
      while (running.has(at) && performance.now() < deadline) {
        await pause(pollIntervalMs, signal);
        const told = await sendWhenFree({ method: 'GET', path: `/projects/${project}/operations/${id}` });
        at = operationSchema.parse(told).operation.status;
      }
    }
  };
  return async (request, schema) => {
    const body = await sendWhenFree(request);
    if (request.method !== 'GET') await settled(body);
    return schema.parse(body);
  };
}

async function exchange(config: NeonConfig, request: NeonRequest, signal: AbortSignal): Promise<Answered> {
  const key = await apiKeyOf(config, signal);
  const { json, method, path } = request;
  try {
    const response = await fetch(`${config.apiUrl ?? 'https://console.neon.tech/api/v2'}${path}`, {
      method,
      ...(json !== undefined && { body: JSON.stringify(json) }),
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${key}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(config.requestTimeoutMs ?? 20_000)]),
    });
    const { status, headers } = response;
    const text = withoutSecrets(await response.text(), [key]);
    return { status, retryAfter: headers.get('retry-after'), body: readJson(text) };
  } catch (error) {
    signal.throwIfAborted();
    throw isGantryError(error) ? error : unreachable({ cause: causeWithoutSecrets(error, [key]) });
  }
}

function readJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return text;
  }
}
