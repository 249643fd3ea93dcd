import { Forbidden } from '../errors.ts';
import type { Route } from '../wire/routes.ts';
import type { Caller } from './sessions.ts';

/** Refuses (Forbidden) a verified caller whom the route's policy does not let in; owners are told from others by the thing itself. */
export function checkPolicy({ access, scope }: Pick<Route, 'access' | 'scope'>, caller: Caller): void {
  if (caller.scopes !== undefined) {
    if (scope === 'none') throw new Forbidden('session_needed', 'An API key may not do this; sign in.');
    if (!caller.scopes.includes(scope))
      throw new Forbidden('scope_missing', `This API key lacks the scope ${scope}; make one that has it.`);
  }
  if (access === 'admin' && caller.role !== 'admin')
    throw new Forbidden('admins_only', 'Only an admin may do this.');
}
