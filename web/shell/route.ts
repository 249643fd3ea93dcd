/** Where the console is; the hash holds it, since the server knows one console page. */
export type Route =
  | { readonly screen: 'talk'; readonly conversationId: string | undefined }
  | { readonly screen: 'missions'; readonly q: string; readonly status: string }
  | { readonly screen: 'mission'; readonly missionId: string }
  | { readonly screen: 'apps' }
  | { readonly screen: 'unknown' };

/** Reads a location's hash; what no screen answers to is `unknown`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [section = '', id, ...rest] = path.split('/').filter((segment) => segment !== '');
  if (rest.length > 0) return { screen: 'unknown' };
  if (section === '' || section === 'talk') return { screen: 'talk', conversationId: id };
  if (section === 'missions' && id !== undefined) return { screen: 'mission', missionId: id };
  if (section === 'missions') return listRoute(new URLSearchParams(query));
  return section === 'apps' && id === undefined ? { screen: 'apps' } : { screen: 'unknown' };
}

function listRoute(query: URLSearchParams): Route {
  return { screen: 'missions', q: query.get('q') ?? '', status: query.get('status') ?? '' };
}

/** The link to a screen. */
export function hrefOf(route: Route): string {
  switch (route.screen) {
    case 'talk':
      return route.conversationId === undefined ? '#/' : `#/talk/${route.conversationId}`;
    case 'missions':
      return `#/missions${filterOf(route)}`;
    case 'mission':
      return `#/missions/${route.missionId}`;
    case 'apps':
      return '#/apps';
    case 'unknown':
      return '#/';
    default:
      return route satisfies never;
  }
}

function filterOf({ q, status }: { readonly q: string; readonly status: string }): string {
  const given = Object.entries({ q, status }).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
