import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import type { Caller } from '../core/access/sessions.ts';
import { callerOfToken } from '../core/access/sessions.ts';
import { listApps } from '../core/app/app-records.ts';
import type { GitPages } from './gateway/answer-request.ts';
import type { ServedFile } from './gateway/served-file.ts';

const requestMs = 10_000;

/** Who may read which repository. */
export interface RepositoryDoor {
  /** The repository's folder for the bearer of a token; `stranger` where the token is nobody's, undefined where they own no such repository. */
  readonly open: (
    token: string,
    fullName: string,
    signal: AbortSignal,
  ) => Promise<{ readonly dir: string } | 'stranger' | undefined>;
  readonly readGitFile: LocalWorld['repositories']['readGitFile'];
}

/** Serves `git clone`: Basic auth with any user name and, as password, a token that opens the door. */
export function serveGit({ open, readGitFile }: RepositoryDoor): GitPages {
  return {
    serve: async (owner, name, path, authorization) => {
      const token = tokenOf(authorization);
      if (token === undefined) return askForPassword();
      const repository = await open(token, `${owner}/${name}`, AbortSignal.timeout(requestMs));
      if (repository === 'stranger') return askForPassword();
      if (repository === undefined) return notFound();
      const file = await readGitFile(repository.dir, path);
      return {
        status: file.status,
        headers: { 'content-type': file.contentType, 'cache-control': 'no-store' },
        bytes: file.bytes,
      };
    },
  };
}

/** Opens an app's repository to its owner, by a session token or an API key with the scope read. */
export function createGitPages(world: () => LocalWorld): GitPages {
  return serveGit({
    open: async (token, fullName, signal) => {
      const caller = await callerOfToken(world())(token, signal);
      if (caller === undefined || !mayRead(caller)) return 'stranger';
      const repository = await world().repositories.findRepository(fullName, signal);
      const apps = await listApps(world())(caller.id, signal);
      const isOpen = apps.some((app) => app.app_id === repository?.appId && app.ending === undefined);
      return isOpen ? repository : undefined;
    },
    readGitFile: (dir, path) => world().repositories.readGitFile(dir, path),
  });
}

const mayRead = ({ scopes }: Caller): boolean => scopes?.includes('read') ?? true;

function tokenOf(authorization: string | undefined): string | undefined {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : text.slice(colon + 1);
}

const plain = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): ServedFile => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  bytes: Buffer.from(`${text}\n`),
});

function askForPassword(): ServedFile {
  return plain(
    401,
    'Clone with any user name and, as the password, a session token or an API key with the scope read.',
    {
      'www-authenticate': 'Basic realm="Gantry"',
    },
  );
}

function notFound(): ServedFile {
  return plain(404, 'You have no repository with that name.');
}
