const missionTabs = ['overview', 'log', 'files', 'changes', 'tests', 'app', 'proof'] as const;

/** A side of a mission. */
export type MissionTab = (typeof missionTabs)[number];

const workspaceSides = [
  'app',
  'checks',
  'files',
  'changes',
  'tests',
  'log',
  'data',
  'history',
  'settings',
  'proof',
] as const;

/** A side of the workspace; an app's own has its conversation beside it. */
export type WorkspaceSide = (typeof workspaceSides)[number];

/** Which missions are sought; an empty text leaves that out. */
export interface MissionFilter {
  readonly q: string;
  readonly status: string;
  /** `*` for everybody's, which admins may see. */
  readonly owner: '' | '*';
}

/** Where the console is; the hash holds it, since the server knows one console page. */
export type Route =
  | { readonly screen: 'home' }
  | {
      readonly screen: 'talk';
      /** Undefined for one that begins. */
      readonly conversationId: string | undefined;
      readonly side?: WorkspaceSide;
    }
  | ({ readonly screen: 'missions' } & MissionFilter)
  | { readonly screen: 'mission'; readonly missionId: string; readonly tab: MissionTab }
  | { readonly screen: 'apps' }
  | { readonly screen: 'app'; readonly slug: string; readonly side?: WorkspaceSide }
  | { readonly screen: 'account' }
  /** A program asks to be let in; the query is its request. */
  | { readonly screen: 'connect'; readonly request: string }
  | { readonly screen: 'unknown' };

/** Reads a location's hash; what no screen answers to is `unknown`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [section = '', id, side, ...rest] = path.split('/').filter((segment) => segment !== '');
  if (rest.length > 0) return { screen: 'unknown' };
  if (section === 'missions' && id !== undefined) return missionRoute(id, side);
  if (id !== undefined && side !== undefined) return sideRoute(section, id, side);
  return sectionRoute(section, id, query);
}

function sideRoute(section: string, id: string, wanted: string): Route {
  const side = workspaceSides.find((one) => one === wanted);
  if (side === undefined) return { screen: 'unknown' };
  if (section === 'talk') return { screen: 'talk', conversationId: id, side };
  return section === 'apps' ? { screen: 'app', slug: id, side } : { screen: 'unknown' };
}

function missionRoute(missionId: string, side: string | undefined): Route {
  if (side === undefined) return { screen: 'mission', missionId, tab: 'overview' };
  const tab = missionTabs.find((one) => one === side);
  return tab === undefined ? { screen: 'unknown' } : { screen: 'mission', missionId, tab };
}

function sectionRoute(section: string, id: string | undefined, query: string): Route {
  if (section === '') return { screen: 'home' };
  if (section === 'talk') return { screen: 'talk', conversationId: id };
  if (section === 'apps') return id === undefined ? { screen: 'apps' } : { screen: 'app', slug: id };
  if (id !== undefined) return { screen: 'unknown' };
  if (section === 'missions') return listRoute(new URLSearchParams(query));
  if (section === 'connect') return { screen: 'connect', request: query };
  return section === 'account' ? { screen: 'account' } : { screen: 'unknown' };
}

function listRoute(query: URLSearchParams): Route {
  return {
    screen: 'missions',
    q: query.get('q') ?? '',
    status: query.get('status') ?? '',
    owner: query.get('owner') === '*' ? '*' : '',
  };
}

/** The link to a screen. */
export function hrefOf(route: Route): string {
  switch (route.screen) {
    case 'home':
      return '#/';
    case 'talk':
      return route.conversationId === undefined ? '#/talk' : `#/talk/${route.conversationId}${sideOf(route)}`;
    case 'missions':
      return `#/missions${filterOf(route)}`;
    case 'mission':
      return `#/missions/${route.missionId}${route.tab === 'overview' ? '' : `/${route.tab}`}`;
    case 'apps':
      return '#/apps';
    case 'app':
      return `#/apps/${route.slug}${sideOf(route)}`;
    case 'account':
      return '#/account';
    case 'connect':
      return `#/connect?${route.request}`;
    case 'unknown':
      return '#/';
    default:
      return route satisfies never;
  }
}

const sideOf = ({ side }: { readonly side?: WorkspaceSide }): string =>
  side === undefined ? '' : `/${side}`;

function filterOf({ q, status, owner }: MissionFilter): string {
  const given = Object.entries({ q, status, owner }).filter(([, value]) => value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
