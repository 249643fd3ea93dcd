import type { IncomingHttpHeaders } from 'node:http';
import { Forbidden } from '../../core/errors.ts';

interface Call {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly ownOrigin: string;
  /** A person may follow a link from anywhere to it; true of nothing that needs a caller. */
  readonly isPage: boolean;
  readonly isUpgrade: boolean;
}

/**
 * Refuses (Forbidden) what another origin's page sends. Apps on *.localhost count as other origins: a model wrote them.
 * Programs that are no browsers send neither header and pass.
 */
export function guardOrigin(call: Call): void {
  const isRead = (call.method === 'GET' || call.method === 'HEAD') && !call.isUpgrade;
  const { origin } = call.headers;
  const isForeign = origin !== undefined && origin.toLowerCase() !== call.ownOrigin;
  if (isForeign && !isRead) throw refused();
  const site = call.headers['sec-fetch-site'];
  const isOwnSite = site === undefined || site === 'same-origin' || site === 'none';
  if (!isOwnSite && !(isRead && call.isPage && isNavigation(call.headers))) throw refused();
}

const isNavigation = (headers: IncomingHttpHeaders): boolean =>
  headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';

const refused = (): Forbidden =>
  new Forbidden('cross_origin', 'Pages of other origins may not call Gantry; open its console instead.');
