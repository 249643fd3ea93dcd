import { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';

/** Only Lambda has a log that somebody searches; the local world tells its own way. */
const logger = new Logger({
  serviceName: 'gantry',
  logLevel: process.env.AWS_LAMBDA_FUNCTION_NAME === undefined ? 'SILENT' : 'INFO',
});

/** One line when a stage is done and one when it failed, with the mission's id: never what went in or came out, which people and models wrote. */
export function logsStage(): MiddlewareObj<unknown, unknown> {
  const startedAtMs = new WeakMap<object, number>();
  return {
    before: (request) => void startedAtMs.set(request, Date.now()),
    after: (request) =>
      logger.info('done', { ...missionOf(request.event), ...took(startedAtMs.get(request)) }),
    onError: (request) => {
      const { name = 'Error', stack = '' } = request.error ?? {};
      // The message of an error may quote what it was given; the frames below it do not.
      const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
      logger.error('failed', {
        ...missionOf(request.event),
        ...took(startedAtMs.get(request)),
        error_name: name,
        frames: frames.slice(0, 12),
      });
    },
  };
}

function missionOf(event: unknown): { readonly mission_id?: string } {
  const id = (event as { readonly mission_id?: unknown } | null)?.mission_id;
  return typeof id === 'string' && /^msn_[a-z0-9]{26}$/.test(id) ? { mission_id: id } : {};
}

const took = (startedAtMs: number | undefined) =>
  startedAtMs === undefined ? {} : { took_ms: Date.now() - startedAtMs };
