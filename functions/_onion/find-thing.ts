import type { Caller } from '../../core/access/sessions.ts';
import { NotFound } from '../../core/errors.ts';
import type { BoundEndpoint } from './endpoint.ts';

/** What an endpoint looks up for its caller; undefined where it looks up nothing, which an owner's route must not: it would be open to every user. */
export async function findThing(
  { route, find }: BoundEndpoint,
  caller: Caller | undefined,
  params: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<unknown> {
  if (find === undefined && route.access !== 'owner') return undefined;
  if (find === undefined || caller === undefined)
    throw new NotFound(
      'not_found',
      `Nothing of yours answers at ${route.path}. List what you have and use a name or an id from there; /docs says how.`,
    );
  return find(caller, params, { signal });
}
