import { type BodyEvent, headerOf } from './read-body.ts';

/**
 * Where the caller reached Gantry. It is the host that the browser asked for: an edge in front names it, since the API behind has another.
 * A page of another origin cannot write either header. Plain http is for this machine alone.
 */
export function ownOriginOf(event: Pick<BodyEvent, 'headers'>): string {
  const host = (headerOf(event, 'x-gantry-viewer-host') ?? headerOf(event, 'host') ?? '').toLowerCase();
  const isLoopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
  return `${isLoopback ? 'http' : 'https'}://${host}`;
}
