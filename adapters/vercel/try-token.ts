import * as z from 'zod';
import { isGantryError } from '../../core/errors.ts';
import { connect } from './connection.ts';

/** Asks Vercel whether a token may see the account or team that is to own projects. Answers what is wrong and what to do about it, or nothing. */
export async function tryVercelToken(
  trial: { readonly token: string; readonly team?: string | undefined; readonly apiUrl?: string | undefined },
  signal: AbortSignal,
): Promise<string | undefined> {
  const { token, team, apiUrl } = trial;
  const vercel = connect(
    { token, ...(team !== undefined && { team }), ...(apiUrl !== undefined && { apiUrl }) },
    signal,
  );
  try {
    const path = team === undefined ? '/v2/user' : '/v9/projects?limit=1';
    await vercel({ method: 'GET', path }, z.unknown());
    return undefined;
  } catch (error) {
    if (!isGantryError(error)) throw error;
    // Nothing to be seen there is no word against the token.
    return error.name === 'NotFound' ? undefined : error.message;
  }
}
