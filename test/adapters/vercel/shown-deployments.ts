import { headersOf, type Page, type StandInDeployment } from './vercel-wire.ts';

/** Served as Vercel does: previews behind the login wall, and with a toolbar written into their pages, unless both are off. */
export const serve = ({ project, files }: StandInDeployment, pathname: string, isStable: boolean): Page => {
  if (project.ssoProtection && !isStable) return { status: 401, bytes: Buffer.from('<title>Log in</title>') };
  const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
  const bytes = files.get(`public${decodeURIComponent(path)}`);
  const headers = headersOf(files.get('vercel.json'));
  if (bytes === undefined) return { status: 404, bytes: Buffer.from('NOT_FOUND'), headers };
  const hasToolbar = !isStable && project.enablePreviewFeedback !== false && path.endsWith('.html');
  return {
    status: 200,
    headers,
    bytes: hasToolbar ? Buffer.concat([bytes, Buffer.from('<script src="toolbar"></script>')]) : bytes,
  };
};

/** The newest of a project that carry what is asked for. */
export function listDeployments(all: readonly StandInDeployment[], query: URLSearchParams): object {
  const filters = [...query]
    .filter(([key]) => key.startsWith('meta-'))
    .map(([key, value]) => [key.slice(5), value] as const);
  const deployments = all
    .filter(({ project }) => project.id === query.get('projectId'))
    .filter(({ meta }) => filters.every(([key, value]) => meta[key] === value))
    .slice(0, Number(query.get('limit') ?? 20))
    .map(({ id, host, state, meta, target }) => ({
      uid: id,
      url: host,
      state,
      readyState: state,
      meta,
      target,
    }));
  return { deployments, pagination: {} };
}
