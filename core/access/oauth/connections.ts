import { NotFound } from '../../errors.ts';
import type { ConnectionView } from '../../wire/oauth.ts';
import type { ConnectionGrant, SessionDeps } from '../grants.ts';
import { endGrant, expiresAtMs, listGrants } from '../grants.ts';
import type { Caller } from '../sessions.ts';

/** Programs that a user may have connected at once. */
export const maxConnections = 50;

/** The programs that a user has let in, oldest first. */
export const listConnections =
  (deps: SessionDeps) =>
  async (caller: Caller, signal: AbortSignal): Promise<readonly ConnectionGrant[]> =>
    (await listGrants(deps, caller, 'connection', signal)) as readonly ConnectionGrant[];

/** A connection as its user sees it. */
export const viewConnection = (connection: ConnectionGrant): ConnectionView => ({
  id: connection.id,
  client_name: connection.client_name,
  scopes: connection.scopes,
  created_at: new Date(connection.created_at_ms).toISOString(),
  last_used_at:
    connection.last_used_at_ms === null ? null : new Date(connection.last_used_at_ms).toISOString(),
  expires_at: new Date(expiresAtMs(connection)).toISOString(),
});

/** The caller's connection with an id; NotFound for an unknown one and for somebody else's. */
export const requireConnection =
  (deps: SessionDeps) =>
  async (caller: Caller, id: string, signal: AbortSignal): Promise<ConnectionGrant> => {
    const found = (await listConnections(deps)(caller, signal)).find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new NotFound(
      'connection_not_found',
      'You have connected no such program; GET /gantry/connections lists them.',
    );
  };

/** Ends a connection: the very next request with its tokens is refused. */
export const endConnection =
  (deps: SessionDeps) =>
  (connection: ConnectionGrant, signal: AbortSignal): Promise<void> =>
    endGrant(deps, connection, signal);
