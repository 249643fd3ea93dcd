import * as z from 'zod';
import { openLocalAccess } from '../../adapters/worlds/local-world.ts';
import { terminalDevice } from '../../core/access/device.ts';
import { openSession } from '../../core/access/sessions.ts';
import { findUser } from '../../core/access/users.ts';
import { InputRejected, Unauthenticated } from '../../core/errors.ts';
import type { LocalEnvironment } from '../environment.ts';
import type { Connection, Credentials } from './connection.ts';
import { connect } from './connection.ts';
import type { Context } from './context.ts';
import { homeSessionsFile, type SavedSessions, savedSessions, serverSessionsFile } from './saved-sessions.ts';
import { startOwn } from './start-own.ts';

/** A Gantry that answers; one of this command's own goes when `close` is called. */
export interface Reached extends Connection {
  readonly isOwn: boolean;
  /** How the same Gantry is named in another command; empty for the one of this machine. */
  readonly flag: string;
  readonly close: () => Promise<void>;
}

/** Does something at the Gantry that is meant, and closes what it opened for that. */
export async function withGantry<T>(context: Context, use: (gantry: Reached) => Promise<T>): Promise<T> {
  const gantry = await reachGantry(context);
  try {
    return await use(gantry);
  } finally {
    await gantry.close();
  }
}

/** The server that was named, or the Gantry that runs on PORT, or one that is started for as long as this command takes. */
async function reachGantry(context: Context): Promise<Reached> {
  if (context.server !== undefined) return reachServer(context, context.server);
  const environment = await context.environment();
  const origin = `http://127.0.0.1:${environment.port}`;
  if (await runs(origin)) return connectHere(context, environment, { origin, isOwn: false });
  const own = await startOwn(environment);
  const close = own.close;
  try {
    return connectHere(context, environment, { origin: own.origin, isOwn: true, close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function reachServer({ signal }: Context, server: string): Promise<Reached> {
  const origin = serverOrigin(server);
  const { useProxy, readProxy } = await import('../use-proxy.ts');
  useProxy(readProxy(process.env));
  const credentials = withKey(sessionCredentials(origin, savedSessions(serverSessionsFile(process.env))));
  return {
    ...connect({ origin, credentials, signal }),
    isOwn: false,
    flag: ` --server ${origin}`,
    close: async () => {},
  };
}

/** The origin of an address; passwords and sessions travel in the clear to this machine alone. */
export function serverOrigin(server: string): string {
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new InputRejected(
      'server_invalid',
      '--server takes an address such as https://gantry.example.com.',
    );
  const isHere = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !isHere)
    throw new InputRejected(
      'server_in_the_clear',
      `Use https: over http anybody on the way to ${url.hostname} could read your password.`,
    );
  return url.origin;
}

/** An API key in the environment comes before any session. */
function withKey(credentials: Credentials): Credentials {
  const { GANTRY_API_KEY: key } = process.env;
  if (!key) return credentials;
  return {
    token: async () => key,
    renew: async () => {
      throw new Unauthenticated(
        'key_refused',
        'The key in GANTRY_API_KEY is not valid here, or was revoked.',
      );
    },
  };
}

/** The session that `gantry login` kept. */
function sessionCredentials(origin: string, sessions: SavedSessions): Credentials {
  const signIn = (what: string): Unauthenticated =>
    new Unauthenticated(
      'sign_in',
      `${what} Run gantry login --server ${origin}, or set GANTRY_API_KEY to an API key.`,
    );
  return {
    token: async () => {
      const session = sessions.read(origin);
      if (session === undefined) throw signIn(`You are not signed in at ${origin}.`);
      return session.token;
    },
    renew: async () => {
      sessions.forget(origin);
      throw signIn(`Your session at ${origin} has ended.`);
    },
  };
}

function connectHere(
  { signal }: Context,
  environment: LocalEnvironment,
  {
    origin,
    isOwn,
    close = async () => {},
  }: Pick<Reached, 'origin' | 'isOwn'> & Partial<Pick<Reached, 'close'>>,
): Reached {
  const credentials = withKey(homeCredentials(environment));
  return { ...connect({ origin, credentials, signal }), isOwn, flag: '', close };
}

/** Whoever may write GANTRY_HOME may act as its admin; one session is kept there and used again. */
function homeCredentials({ home }: LocalEnvironment): Credentials {
  const sessions = savedSessions(homeSessionsFile(home));
  const open = async (): Promise<string> => {
    const session = await openAdminSession(home);
    sessions.keep('home', session);
    return session.token;
  };
  return {
    token: async () => sessions.read('home')?.token ?? open(),
    renew: async (refused) => {
      // One that another command opened meanwhile may be good.
      const kept = sessions.read('home')?.token;
      return kept === undefined || kept === refused ? open() : kept;
    },
    refusal: otherHome,
  };
}

const otherHome = (): Unauthenticated =>
  new Unauthenticated(
    'home_differs',
    'The Gantry on PORT keeps its data in another folder. Set GANTRY_HOME to that folder, or sign in with gantry login.',
  );

async function openAdminSession(home: string) {
  const access = openLocalAccess(home);
  try {
    const signal = AbortSignal.timeout(10_000);
    const admin = await findUser(access)('admin', signal);
    if (admin === undefined) throw otherHome();
    const { token, expiresAtMs, user } = await openSession(access)(admin, signal, terminalDevice);
    return { token, username: user.username, expires_at: new Date(expiresAtMs).toISOString() };
  } finally {
    access.database.close();
  }
}

async function runs(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(2_000) });
    return z.object({ world: z.literal('local') }).safeParse(await answer.json()).success;
  } catch {
    return false;
  }
}
