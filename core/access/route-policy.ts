import { Forbidden } from '../errors.ts';
import type { Route } from '../wire/routes.ts';
import type { Caller } from './sessions.ts';

/** Refuses (Forbidden) a verified caller whom the route's policy does not let in; owners are told from others by the thing itself. */
export function checkPolicy({ access, scope }: Pick<Route, 'access' | 'scope'>, caller: Caller): void {
  if (caller.scopes !== undefined) {
    if (scope === 'none')
      throw new Forbidden(
        'session_needed',
        'An API key or a connected program cannot do this. Sign in instead.',
      );
    if (!caller.scopes.includes(scope))
      throw new Forbidden(
        'scope_missing',
        `This needs the scope ${scope}, which this API key or connection does not have. Make one that does.`,
      );
  }
  if (access === 'admin' && caller.role !== 'admin')
    throw new Forbidden('admins_only', 'Only an admin may do this.');
}
