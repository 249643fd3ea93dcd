import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { addressKey } from '../../core/limit/address-key.ts';
import type { HttpEvent } from './http-call.ts';
import { headerOf } from './read-body.ts';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * The address that a request is counted under: the peer's, as the gateway in front saw it. Only an edge that knows our secret is believed when
 * it names another; X-Forwarded-For is anybody's to write and is never read.
 */
export function clientAddress(
  event: Pick<HttpEvent, 'headers' | 'requestContext'>,
  edgeSecret: string | undefined,
): string {
  const viewer = edgeSecret === undefined ? undefined : viewerBehindEdge(event, edgeSecret);
  return addressKey(viewer ?? event.requestContext?.identity?.sourceIp ?? 'unknown');
}

function viewerBehindEdge(event: Pick<HttpEvent, 'headers'>, edgeSecret: string): string | undefined {
  if (!cameByEdge(event, edgeSecret)) return undefined;
  // A CloudFront function writes `event.viewer.ip`: the address alone.
  const viewer = headerOf(event, 'x-gantry-viewer-address') ?? '';
  return isIP(viewer) === 0 ? undefined : viewer;
}

/** True for a request that shows the secret which only our edge knows. */
export function cameByEdge(event: Pick<HttpEvent, 'headers'>, edgeSecret: string): boolean {
  const shown = headerOf(event, 'x-gantry-edge-secret');
  // Compared by their hashes, which are of one length, so that neither length nor first difference tells anything.
  return shown !== undefined && timingSafeEqual(sha256(shown), sha256(edgeSecret));
}
