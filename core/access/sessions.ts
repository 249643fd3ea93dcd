import { NotFound, Unauthenticated } from '../errors.ts';
import type { Scope } from '../wire/access.ts';
import type { UserView } from '../wire/http.ts';
import type { Device } from './device.ts';
import type { Grant, SessionDeps, SessionGrant } from './grants.ts';
import { endGrant, expiresAtMs, listGrants, resolveGrant, saveGrant } from './grants.ts';
import type { UserRecord } from './users.ts';

export type { SessionDeps } from './grants.ts';

/** Who is calling, verified: the user and what the token stands for. Neither a key nor a connection carries its user's admin role. */
export interface Caller extends UserView {
  /** The id of the session, the key or the connection. */
  readonly sessionId: string;
  /** What the key or the connection may be used for; absent for a session, which may do all that its user may. */
  readonly scopes?: readonly Scope[];
}

/** A session as it is answered, once. */
export interface OpenedSession {
  readonly token: string;
  readonly expiresAtMs: number;
  readonly user: UserView;
}

/** Opens a session for a user who has been verified already, on the device that asked; the token is answered once and only its hash is kept. */
export const openSession =
  (deps: SessionDeps) =>
  async (user: UserRecord, signal: AbortSignal, device?: Device): Promise<OpenedSession> => {
    const token = deps.ids.token();
    const now = deps.clock.nowMs();
    const session: SessionGrant = {
      kind: 'session',
      id: deps.ids.make('ses'),
      token_sha256: deps.digest.sha256(token),
      user_id: user.id,
      username: user.username,
      epoch: user.session_epoch,
      created_at_ms: now,
      last_used_at_ms: now,
      ...(device && { device }),
    };
    await saveGrant(deps, session, signal);
    return {
      token,
      expiresAtMs: expiresAtMs(session),
      user: { id: user.id, username: user.username, role: user.role },
    };
  };

/**
 * The caller behind a bearer token; Unauthenticated for none, junk, an expired one, and a user who was disabled or removed. Tokens of
 * connections open the `audience` that they were made for and nothing else.
 */
export const resolveCaller =
  (deps: SessionDeps) =>
  async (authorization: string | undefined, signal: AbortSignal, audience?: string): Promise<Caller> => {
    const token = /^Bearer ([A-Za-z0-9_-]{20,200})$/i.exec(authorization ?? '')?.[1];
    const caller = token === undefined ? undefined : await callerOfToken(deps)(token, signal, audience);
    if (caller !== undefined) return caller;
    throw new Unauthenticated(
      'unauthenticated',
      'Sign in with POST /gantry/auth and send the token as "Authorization: Bearer …".',
    );
  };

/** The caller whose session, API key or connection to `audience` a token is, or undefined. What a key may do is for the route to say. */
export const callerOfToken =
  (deps: SessionDeps) =>
  async (token: string, signal: AbortSignal, audience?: string): Promise<Caller | undefined> => {
    const resolved = await resolveGrant(deps, token, signal);
    if (resolved?.grant.kind === 'connection' && resolved.grant.audience !== audience) return undefined;
    return resolved && asCaller(resolved.grant, resolved.user);
  };

function asCaller(grant: Grant, { id, username, role }: UserRecord): Caller {
  if (grant.kind === 'session') return { id, username, role, sessionId: grant.id };
  return { id, username, role: 'member', sessionId: grant.id, scopes: grant.scopes };
}

const sessionsOf = async (deps: SessionDeps, caller: Caller, signal: AbortSignal) =>
  (await listGrants(deps, caller, 'session', signal)) as readonly SessionGrant[];

/** A user's sessions, newest first. */
export const listSessions = (deps: SessionDeps) => async (caller: Caller, signal: AbortSignal) =>
  (await sessionsOf(deps, caller, signal)).toReversed().map((session) => ({
    id: session.id,
    created_at: new Date(session.created_at_ms).toISOString(),
    last_used_at: new Date(session.last_used_at_ms).toISOString(),
    expires_at: new Date(expiresAtMs(session)).toISOString(),
    current: session.id === caller.sessionId,
    ...(session.device && { door: session.device.door, device: session.device.name }),
  }));

/** Ends the sessions of a user that `which` picks; NotFound for an id that is none of theirs. */
export const endSessions =
  (deps: SessionDeps) =>
  async (
    caller: Caller,
    which: 'this' | 'others' | { readonly id: string },
    signal: AbortSignal,
  ): Promise<void> => {
    const id = which === 'this' || which === 'others' ? caller.sessionId : which.id;
    const ending = (await sessionsOf(deps, caller, signal)).filter(
      (session) => (session.id === id) === (which !== 'others'),
    );
    if (typeof which === 'object' && ending.length === 0)
      throw new NotFound('session_not_found', 'You have no such session; GET /gantry/sessions lists them.');
    for (const session of ending) await endGrant(deps, session, signal);
  };
