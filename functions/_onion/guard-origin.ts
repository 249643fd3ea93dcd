import type { MiddlewareObj } from '@middy/core';
import { guardOrigin } from '../../core/access/origin-guard.ts';
import type { HttpEvent } from './http-call.ts';
import { ownOriginOf } from './own-origin.ts';
import { headerOf } from './read-body.ts';

/** Keeps other origins' pages out, in whatever world: the local gateway's guard is not there on AWS. */
export function guardsOrigin(): MiddlewareObj<HttpEvent> {
  return {
    before: ({ event }) =>
      guardOrigin({
        method: event.httpMethod,
        header: (name) => headerOf(event, name),
        ownOrigin: ownOriginOf(event),
        isPage: event.endpoint?.route.access === 'public',
        isUpgrade: false,
      }),
  };
}
