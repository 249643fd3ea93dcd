import * as z from 'zod';
import { meSchema, signedInSchema } from '../../core/wire/http.ts';
import { line } from '../terminal.ts';
import { readHidden } from './ask.ts';
import { connect } from './connection.ts';
import type { Answer, Context } from './context.ts';
import { serverOrigin, withGantry } from './reach-gantry.ts';
import { homeSessionsFile, type SavedSessions, savedSessions, serverSessionsFile } from './saved-sessions.ts';

/** Where a session of this terminal belongs. */
interface Place {
  readonly origin: string;
  readonly sessions: SavedSessions;
  readonly key: string;
}

async function placeOf(context: Context): Promise<Place> {
  if (context.server !== undefined) {
    const origin = serverOrigin(context.server);
    return { origin, key: origin, sessions: savedSessions(serverSessionsFile(process.env)) };
  }
  const { home, port } = await context.environment();
  return { origin: `http://127.0.0.1:${port}`, key: 'home', sessions: savedSessions(homeSessionsFile(home)) };
}

const nobody = {
  token: async () => undefined,
  renew: async () => {
    throw new Error('Nobody is signed in yet.');
  },
};

/** Signs in with a password that is typed or comes from standard input, and keeps the session for the commands that follow. */
export async function login(context: Context, username: string): Promise<Answer> {
  const { origin, sessions, key } = await placeOf(context);
  const password = await readHidden(line`Password of ${username} at ${origin}: `);
  const server = connect({ origin, credentials: nobody, signal: context.signal });
  const { token, expires_at, user } = await server.call(
    'signIn',
    { body: { username, password } },
    signedInSchema,
  );
  sessions.keep(key, { token, username: user.username, expires_at });
  const text = line`Signed in at ${origin} as ${user.username}. The session ends when you run gantry logout, and on ${expires_at.slice(0, 10)} at the latest without use.`;
  return { value: { origin, user, expires_at }, text };
}

/** Ends the kept session, here and at the server. */
export async function logout(context: Context): Promise<Answer> {
  const { origin, sessions, key } = await placeOf(context);
  const session = sessions.read(key);
  if (session === undefined)
    return { value: { origin, was_signed_in: false }, text: 'You were not signed in.' };
  sessions.forget(key);
  const credentials = { ...nobody, token: async () => session.token };
  const server = connect({ origin, credentials, signal: context.signal });
  // Where nobody answers, or the session had ended there, it is gone here at least.
  const hasEnded = await server.call('signOut', {}, z.undefined()).then(
    () => true,
    () => false,
  );
  const text = hasEnded
    ? line`Signed out at ${origin}.`
    : line`The session is forgotten here; ${origin} did not confirm that it ended there.`;
  return { value: { origin, was_signed_in: true, has_ended: hasEnded }, text };
}

/** Who the commands act as, and what is left of their budget. */
export const whoAmI = (context: Context): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const me = await gantry.call('me', {}, meSchema);
    const { user, budget } = me;
    const left = `$${budget.daily.left_usd.toFixed(2)} left today, $${budget.monthly.left_usd.toFixed(2)} this month`;
    return { value: me, text: line`${user.username} (${user.role}) at ${gantry.origin}; ${left}.` };
  });
