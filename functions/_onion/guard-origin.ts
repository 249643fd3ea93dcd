import type { MiddlewareObj } from '@middy/core';
import { guardOrigin } from '../../core/access/origin-guard.ts';
import type { HttpEvent } from './http-call.ts';
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

/**
 * The host that the browser asked for: an edge in front names it, since the API behind has another. A page of another origin cannot write
 * either header. Plain http is for this machine alone.
 */
function ownOriginOf(event: HttpEvent): string {
  const host = (headerOf(event, 'x-gantry-viewer-host') ?? headerOf(event, 'host') ?? '').toLowerCase();
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
  return `${isLoopback ? 'http' : 'https'}://${host}`;
}
