import { type Route, routes } from '../../core/wire/routes.ts';

/** What the route table says about a method and a path. */
export type RouteMatch =
  | { readonly kind: 'matched'; readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  | { readonly kind: 'wrong-method'; readonly allow: readonly string[] }
  | { readonly kind: 'unknown' };

interface Candidate {
  readonly route: Route;
  readonly template: readonly string[];
}

const isParameter = (part: string): boolean => part.startsWith('{');

// As in API Gateway a literal segment wins over a parameter: literals sort first.
const candidates: readonly Candidate[] = Object.values<Route>(routes)
  .map((route) => ({ route, template: route.path.slice(1).split('/') }))
  .sort((a, b) => countParameters(a.template) - countParameters(b.template));

/**
 * Finds the route by decoded path segments; a parameter never matches an empty segment, and HEAD is asked as GET. As in API Gateway the best
 * path is chosen before the method: where a literal fits, a parameter in its place is never tried.
 */
export function matchRoute(method: string, segments: readonly string[]): RouteMatch {
  const best = candidates.find(({ template }) => fits(template, segments))?.route.path;
  const here = candidates.filter(({ route }) => route.path === best);
  const found = here.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method));
  if (found) {
    return { kind: 'matched', route: found.route, parameters: readParameters(found.template, segments) };
  }
  if (here.length === 0) return { kind: 'unknown' };
  return { kind: 'wrong-method', allow: [...new Set(here.flatMap(({ route }) => allowed(route.method)))] };
}

const allowed = (method: string): readonly string[] => (method === 'GET' ? ['GET', 'HEAD'] : [method]);

function countParameters(template: readonly string[]): number {
  return template.filter(isParameter).length;
}

function fits(template: readonly string[], segments: readonly string[]): boolean {
  return (
    template.length === segments.length &&
    template.every((part, index) => (isParameter(part) ? segments[index] !== '' : part === segments[index]))
  );
}

function readParameters(template: readonly string[], segments: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    template.flatMap((part, index) =>
      isParameter(part) ? [[part.slice(1, -1), segments[index] ?? '']] : [],
    ),
  );
}
