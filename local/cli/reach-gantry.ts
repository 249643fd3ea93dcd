import * as z from 'zod';
import { openLocalAccess } from '../../adapters/worlds/local-world.ts';
import { openSession } from '../../core/access/sessions.ts';
import { findUser } from '../../core/access/users.ts';
import { DependencyFailed } from '../../core/errors.ts';
import { errorBodySchema } from '../../core/wire/http.ts';
import type { LocalEnvironment } from '../environment.ts';
import { line, print, printError } from '../terminal.ts';

const requestMs = 30_000;

/** A Gantry that answers at PORT; one of this command's own goes when `close` is called. */
export interface Reached {
  readonly origin: string;
  readonly isOwn: boolean;
  readonly close: () => Promise<void>;
}

/** The Gantry that runs on PORT, or one that is started for as long as this command takes. */
export async function findOrStart(environment: LocalEnvironment): Promise<Reached> {
  const origin = `http://127.0.0.1:${environment.port}`;
  if (await runs(origin)) return { origin, isOwn: false, close: async () => {} };
  const { startGantry } = await import('../compose.ts');
  const gantry = await startGantry(environment, printError);
  print(line`Started Gantry at ${gantry.origin}.`);
  if (gantry.firstPassword !== undefined)
    print(line`The password of admin is ${gantry.firstPassword} and is shown this once.`);
  return { origin: gantry.origin.replace('localhost', '127.0.0.1'), isOwn: true, close: gantry.close };
}

async function runs(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(2_000) });
    return z.object({ world: z.literal('local') }).safeParse(await answer.json()).success;
  } catch {
    return false;
  }
}

/** A session of admin: whoever may write GANTRY_HOME may act as its admin. */
export async function openAdminSession(environment: LocalEnvironment): Promise<string> {
  const access = openLocalAccess(environment.home);
  try {
    const signal = AbortSignal.timeout(10_000);
    const admin = await findUser(access)('admin', signal);
    if (admin === undefined) {
      throw new DependencyFailed(
        'home_differs',
        'The Gantry that runs on PORT uses another GANTRY_HOME; set the same one here.',
      );
    }
    return (await openSession(access)(admin, signal)).token;
  } finally {
    access.database.close();
  }
}

/** One request with a session; its error is thrown in its own words. Nothing where the answer is 204. */
export async function askGantry(
  { origin, token }: { readonly origin: string; readonly token: string },
  path: string,
  { method, body }: { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly body?: unknown },
): Promise<unknown> {
  const answer = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(requestMs),
  });
  if (answer.status === 204) return undefined;
  const json: unknown = await answer.json();
  if (answer.ok) return json;
  const failed = errorBodySchema.parse(json);
  throw new DependencyFailed(failed.error.code, failed.error.message);
}
