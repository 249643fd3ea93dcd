import type { MiddlewareObj } from '@middy/core';
import { errorFields, logger, missionField } from './log.ts';

/** One line when a stage is done and one when it failed, with the mission's id: never what went in or came out, which people and models wrote. */
export function logsStage(): MiddlewareObj<unknown, unknown> {
  const startedAtMs = new WeakMap<object, number>();
  return {
    before: (request) => void startedAtMs.set(request, Date.now()),
    after: (request) =>
      logger.info('done', { ...missionOf(request.event), ...took(startedAtMs.get(request)) }),
    onError: (request) =>
      logger.error('failed', {
        ...missionOf(request.event),
        ...took(startedAtMs.get(request)),
        ...errorFields(request.error),
      }),
  };
}

const missionOf = (event: unknown) =>
  missionField((event as { readonly mission_id?: unknown } | null)?.mission_id);

const took = (startedAtMs: number | undefined) =>
  startedAtMs === undefined ? {} : { took_ms: Date.now() - startedAtMs };
