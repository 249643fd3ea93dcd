import { compareUtf8 } from '../draft/byte-order.ts';

/** Files in api/ that hosts run and never serve, helpers among them. */
const source = /^api\/.+\.(?:[cm]?[jt]s|[jt]sx|py)$/;
const functionFile = /^api\/.+\.(?:mjs|js|mts|ts|py)$/;
/** What starts with `_` or a dot is for functions to import. */
const helper = /\/[_.]|\/node_modules\/|\.d\.m?ts$/;

/** Whether a path of an artifact is run or imported by functions alone, so that no host gives it out. */
export const isFunctionSource = (path: string): boolean =>
  path.startsWith('api/') && (source.test(path) || helper.test(path));

/** Whether a file of an artifact is a function by where it lies; a Python file is one only if it has a handler too. */
export const isFunctionPath = (path: string): boolean => functionFile.test(path) && !helper.test(path);

type Segment =
  | { readonly kind: 'fixed'; readonly text: string }
  | { readonly kind: 'one' | 'rest'; readonly name: string };

/** Where a function answers. */
export interface FunctionRoute {
  readonly file: string;
  readonly segments: readonly Segment[];
}

/** The route of a function's file: `api/users/[id].js` is /api/users/:id, `[...rest]` at the end takes one segment or more, `index` its folder. */
export function routeOfFunction(file: string): FunctionRoute {
  const segments = addressOf(file).split('/');
  return { file, segments: segments.map((text, at) => segmentOf(text, at === segments.length - 1)) };
}

const addressOf = (file: string): string => file.replace(/(?:\/index)?\.[^.]+$/, '');

function segmentOf(text: string, isLast: boolean): Segment {
  if (/^\[[\w-]{1,100}\]$/.test(text)) return { kind: 'one', name: text.slice(1, -1) };
  if (isLast && /^\[\.{3}[\w-]{1,100}\]$/.test(text)) return { kind: 'rest', name: text.slice(4, -1) };
  return { kind: 'fixed', text };
}

/** The functions of an artifact whose address has a placeholder, those that are asked first in front. */
export function dynamicRoutes(paths: Iterable<string>): readonly FunctionRoute[] {
  return [...paths]
    .filter(isFunctionPath)
    .map(routeOfFunction)
    .filter(({ segments }) => segments.some(({ kind }) => kind !== 'fixed'))
    .toSorted((left, right) => compareUtf8(rankOf(left), rankOf(right)));
}

/** A catch-all after everything else, a longer address before a shorter one, and fixed words before placeholders, from the left. */
function rankOf({ segments, file }: FunctionRoute): string {
  const kinds = segments.map(({ kind }) => (kind === 'fixed' ? '0' : '1')).join('');
  return [Number(endsInRest(segments)), 1_000 - segments.length, kinds, file].join(' ');
}

const endsInRest = (segments: readonly Segment[]): boolean => segments.some(({ kind }) => kind === 'rest');

/** What the placeholders of a route stand for in a request's path, or undefined where the route is another one. */
export function matchRoute(
  { segments }: Pick<FunctionRoute, 'segments'>,
  requestPath: string,
): Readonly<Record<string, string>> | undefined {
  const parts = partsOf(requestPath);
  if (parts === undefined) return undefined;
  const isOther = endsInRest(segments) ? parts.length < segments.length : parts.length !== segments.length;
  if (isOther) return undefined;
  const parameters: [string, string][] = [];
  for (const [at, segment] of segments.entries()) {
    const part = parts.slice(at, segment.kind === 'rest' ? undefined : at + 1).join('/');
    if (segment.kind !== 'fixed') parameters.push([segment.name, part]);
    else if (segment.text !== part) return undefined;
  }
  return Object.fromEntries(parameters);
}

/** The decoded segments of a path; undefined where one is empty or cannot be decoded. */
function partsOf(requestPath: string): readonly string[] | undefined {
  const parts = requestPath
    .replace(/[?#].*$/s, '')
    .replace(/^\//, '')
    .split('/');
  try {
    return parts.includes('') ? undefined : parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** A request's address as the function sees it: what placeholders stand for is in the query, as on Vercel, and wins over what was sent under their names. */
export function withRouteParameters(file: string, url: string): string {
  const parameters = Object.entries(matchRoute(routeOfFunction(file), url) ?? {});
  if (parameters.length === 0) return url;
  const path = url.replace(/[?#].*$/s, '');
  const search = new URLSearchParams(url.replace(/#.*$/s, '').slice(path.length));
  for (const [name, value] of parameters) search.set(name, value);
  return `${path}?${search}`;
}

/** What means something in Vercel's patterns; a name with such a character is left to Vercel's own rules. */
const patternCharacter = /[:(){}*+?\\]/;

/**
 * The rewrites by which Vercel asks the same function as Gantry's own host: its own rules know no catch-all outside Next.js, and rank addresses
 * in another way.
 */
export function functionRewrites(
  paths: Iterable<string>,
): readonly { readonly source: string; readonly destination: string }[] {
  const routes = dynamicRoutes(paths).filter(({ file }) => !patternCharacter.test(file));
  return routes.map(({ file, segments }) => {
    const query = segments.flatMap((segment, at) =>
      segment.kind === 'fixed' ? [] : [`${segment.name}=:p${at}`],
    );
    return {
      source: `/${segments.map(patternOf).join('/')}`,
      destination: `/${addressOf(file)}?${query.join('&')}`,
    };
  });
}

function patternOf(segment: Segment, at: number): string {
  if (segment.kind === 'fixed') return segment.text;
  return segment.kind === 'rest' ? `:p${at}(.+)` : `:p${at}`;
}
