import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import type { Caller } from '../core/access/sessions.ts';
import { callerOfToken } from '../core/access/sessions.ts';
import { listApps } from '../core/app/app-records.ts';
import type { GitPages } from './gateway/answer-request.ts';
import type { ServedFile } from './gateway/served-file.ts';

const requestMs = 10_000;

/** Serves `git clone` to an app's owner: Basic auth with any user name and, as password, a session token or an API key with the scope read. */
export function createGitPages(world: () => LocalWorld): GitPages {
  return {
    serve: async (owner, name, path, authorization) => {
      const signal = AbortSignal.timeout(requestMs);
      const token = tokenOf(authorization);
      const caller = token === undefined ? undefined : await callerOfToken(world())(token, signal);
      if (caller === undefined || !mayRead(caller)) return askForPassword();
      const repository = await world().repositories.findRepository(`${owner}/${name}`, signal);
      const apps = await listApps(world())(caller.id, signal);
      if (repository === undefined || !apps.some((app) => app.app_id === repository.appId)) return notFound();
      const file = await world().repositories.readGitFile(repository.dir, path);
      return {
        status: file.status,
        headers: { 'content-type': file.contentType, 'cache-control': 'no-store' },
        bytes: file.bytes,
      };
    },
  };
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
  return plain(404, 'You have no repository of that name.');
}
