import { Forbidden } from '../errors.ts';

interface Call {
  readonly method: string;
  /** A request header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** Where Gantry itself is, as the caller's browser sees it. */
  readonly ownOrigin: string;
  /** A person may follow a link from anywhere to it; true of nothing that needs a caller. */
  readonly isPage: boolean;
  readonly isUpgrade: boolean;
}

/**
 * Refuses (Forbidden) what another origin's page sends. Apps on *.localhost count as other origins: a model wrote them. Sec-Fetch-Site is
 * the browser's own word and settles it; Origin is asked where an old browser sends none. Programs that are no browsers send neither and pass.
 */
export function guardOrigin(call: Call): void {
  const site = call.header('sec-fetch-site');
  if (site === 'same-origin') return;
  const isRead = (call.method === 'GET' || call.method === 'HEAD') && !call.isUpgrade;
  const origin = call.header('origin');
  const isForeign = origin !== undefined && origin.toLowerCase() !== call.ownOrigin;
  if (isForeign && !isRead) throw refused();
  const isOwnSite = site === undefined || site === 'none';
  if (!isOwnSite && !(isRead && call.isPage && isNavigation(call.header))) throw refused();
}

const isNavigation = (header: Call['header']): boolean =>
  header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document';

const refused = (): Forbidden =>
  new Forbidden('cross_origin', 'Pages on other sites cannot call Gantry. Use its console.');
