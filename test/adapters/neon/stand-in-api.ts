import type { StandInBranch, StandInProject, standInBranches } from './stand-in-branches.ts';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is posted to Neon's API, as far as it is used. */
export interface ApiBody {
  readonly project?: { readonly name?: string; readonly branch?: { readonly name?: string } };
  readonly branch?: { readonly name?: string; readonly parent_id?: string; readonly expires_at?: string };
  readonly endpoints?: readonly unknown[];
  readonly source_branch_id?: string;
  readonly preserve_under_name?: string;
}

interface Call {
  readonly url: URL;
  readonly json: ApiBody;
  readonly project: StandInProject;
  /** The id in the path, or the branch that a connection string is asked of. */
  readonly id: string;
  readonly branch: StandInBranch | undefined;
}

export const ownerPassword = 'owner-password';
const mostBranches = 10;
export const notFound: Reply = { status: 404, body: { code: '', message: 'not found' } };
const ok = (body: unknown): Reply => ({ status: 200, body });

/** Answers Neon's API; every change begins an operation, which is done when it was asked for twice. */
export function standInApi(store: ReturnType<typeof standInBranches>) {
  const operations = new Map<string, number>();
  const begun = ({ id: project_id }: StandInProject) => {
    const id = `op-${operations.size + 1}`;
    operations.set(id, 0);
    return { operations: [{ id, project_id, status: 'running' }] };
  };
  const ofProjects: Readonly<Record<string, (call: Pick<Call, 'url' | 'json'>) => Promise<Reply>>> = {
    GET: async ({ url }) => {
      const search = url.searchParams.get('search') ?? '';
      return ok({ projects: store.projects.filter(({ name }) => name.includes(search)) });
    },
    POST: async ({ json }) => {
      const { name = '', branch } = json.project ?? {};
      const project = await store.makeProject(name, branch?.name ?? 'main');
      return { status: 201, body: { project, branch: project.branches[0], ...begun(project) } };
    },
  };
  const handlers: Readonly<Record<string, (call: Call) => Promise<Reply>>> = {
    'PATCH ': async ({ project, json }) => {
      project.name = json.project?.name ?? '';
      return ok({ project, ...begun(project) });
    },
    'DELETE ': async ({ project }) => {
      store.projects.splice(store.projects.indexOf(project), 1);
      return ok({ project });
    },
    'GET operations': async ({ id }) => {
      const times = (operations.get(id) ?? 0) + 1;
      operations.set(id, times);
      return ok({ operation: { id, status: times > 1 ? 'finished' : 'running' } });
    },
    'GET branches': async ({ project }) => ok({ branches: project.branches }),
    'POST branches': async ({ project, json }) => {
      const parent = project.branches.find(({ id }) => id === json.branch?.parent_id);
      if (parent === undefined) return notFound;
      if (project.branches.length >= mostBranches)
        return { status: 422, body: { code: 'BRANCHES_LIMIT_EXCEEDED', message: 'branches limit exceeded' } };
      const isOpen = (json.endpoints?.length ?? 0) > 0;
      const branch = await store.makeBranch(project, json.branch?.name ?? '', parent, isOpen);
      Object.assign(branch, { expires_at: json.branch?.expires_at });
      return { status: 201, body: { branch, endpoints: [], ...begun(project) } };
    },
    'DELETE branches': async ({ project, branch }) => {
      if (branch === undefined) return notFound;
      await store.remove(project, branch);
      return ok({ branch, ...begun(project) });
    },
    'POST branches restore': async ({ project, branch, json }) => {
      const from = project.branches.find(({ id }) => id === json.source_branch_id);
      if (branch === undefined || from === undefined) return notFound;
      await store.restore(project, branch, from, json.preserve_under_name ?? '');
      return ok({ branch, ...begun(project) });
    },
    'GET connection_uri': async ({ branch }) =>
      branch?.endpoint === undefined
        ? notFound
        : ok({
            uri: `postgresql://gantry_owner:${ownerPassword}@${branch.endpoint}.stand-in.neon.test/app?sslmode=require`,
          }),
  };
  return async (method: string, url: URL, json: ApiBody): Promise<Reply> => {
    const [projectId, noun = '', named, verb] = url.pathname.split('/').slice(4);
    if (projectId === undefined) return ofProjects[method]?.({ url, json }) ?? notFound;
    const project = store.projects.find(({ id }) => id === projectId);
    const id = named ?? url.searchParams.get('branch_id') ?? '';
    const branch = project?.branches.find((one) => one.id === id);
    const handle = handlers[`${method} ${[noun, verb].filter(Boolean).join(' ')}`];
    return project === undefined || handle === undefined
      ? notFound
      : handle({ url, json, project, id, branch });
  };
}
