import { createAppAuth } from '@octokit/auth-app';
import { DependencyRefused, type GantryError, isGantryError } from '../../core/errors.ts';
import { connectWithout, type Reach } from './connection.ts';

/** An installation of a GitHub App; its private key is asked for at each use, so that a rotated one is taken up. */
export interface GitHubApp extends Reach {
  readonly appId: string;
  readonly installationId: number;
  /** PEM, as GitHub hands it out. */
  readonly privateKey: (signal: AbortSignal) => Promise<string>;
  readonly nowMs: () => number;
}

/** GitHub's tokens live an hour; one that ends sooner than this is not begun with. */
const leastLeftMs = 5 * 60_000;

function refusalOf(error: unknown, installationId: number): GantryError {
  // No cause: what reads keys may quote them.
  if (!isGantryError(error))
    return new DependencyRefused(
      'github_app_key',
      'The private_key of the GitHub App cannot be read; put its whole PEM into the secret.',
    );
  if (error.details?.status !== 404) return error;
  return new DependencyRefused(
    'github_app_installation',
    `GitHub knows no installation ${installationId} of the App. Install the App for the owner of the repositories, and set that installation's id.`,
    { cause: error, details: error.details },
  );
}

/** Gives an installation's token, made with the App's key and kept in memory until shortly before it ends. */
export function appToken(app: GitHubApp): (signal: AbortSignal) => Promise<string> {
  const kept = new Map<string, string>();
  const cache = {
    get: (key: string): string => kept.get(key) ?? '',
    set: (key: string, value: string) => kept.set(key, value),
  };
  return async (signal) => {
    const privateKey = await app.privateKey(signal);
    const { request } = connectWithout(app, signal);
    const { appId, installationId } = app;
    try {
      const authenticate = createAppAuth({ appId, installationId, privateKey, cache, request });
      const { token, expiresAt } = await authenticate({ type: 'installation' });
      if (Date.parse(expiresAt) - app.nowMs() > leastLeftMs) return token;
      return (await authenticate({ type: 'installation', refresh: true })).token;
    } catch (error) {
      signal.throwIfAborted();
      throw refusalOf(error, installationId);
    }
  };
}
