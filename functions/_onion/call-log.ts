import type { MiddlewareObj } from '@middy/core';
import { logger, missionField } from './log.ts';

/** What a line says of a call: its fixed names, and a value that `missionField` takes or leaves. */
export interface CallNames {
  readonly request_id: string;
  /** Method and path of the route table, or the socket's route key: never what a client wrote. */
  readonly call: string;
  readonly mission: unknown;
}

/** One line a call, when its answer is known: who asked for what is the access log's, what was said is nobody's. The outermost layer, so that errors have their status. */
export function logsCall<E>(
  namesOf: (event: E) => CallNames,
): MiddlewareObj<E, { readonly statusCode?: number }> {
  const startedAtMs = new WeakMap<object, number>();
  const tell = (request: { readonly event: E; readonly response?: unknown }): void => {
    const { mission, ...names } = namesOf(request.event);
    const { statusCode: status = 500 } = (request.response ?? {}) as { readonly statusCode?: number };
    const took_ms = Date.now() - (startedAtMs.get(request) ?? Date.now());
    const line = { ...names, ...missionField(mission), status, took_ms };
    if (status >= 500) logger.error('answered', line);
    else logger.info('answered', line);
  };
  return {
    before: (request) => void startedAtMs.set(request, Date.now()),
    after: tell,
    onError: tell,
  };
}
