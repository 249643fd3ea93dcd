import { Forbidden } from '../../core/errors.ts';
import { cameByEdge } from './client-address.ts';
import { functionConfig } from './config.ts';
import type { HttpEvent } from './http-call.ts';

/** Where a firewall stands before the edge nobody comes in beside it: the APIs have addresses of their own, which would lead around it. */
export function requireEdge(event: Pick<HttpEvent, 'headers'>): void {
  const { edgeOnly, edgeSecret } = functionConfig();
  if (!edgeOnly || (edgeSecret !== undefined && cameByEdge(event, edgeSecret))) return;
  throw new Forbidden('edge_only', 'This installation answers at its public address alone.');
}
