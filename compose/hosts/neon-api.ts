import * as z from 'zod';
import { bearerIs } from './bearer-is.ts';
import type { NeonBranches } from './neon-branches.ts';
import type { NeonBranch, NeonProject } from './neon-projects.ts';
import {
  ApiRefusal,
  readBody,
  type WireAnswer,
  type WireApi,
  type WireCall,
  type WireRoute,
} from './wire-api.ts';

const nameSchema = z.string().min(1).max(256);
const newProjectSchema = z.looseObject({
  project: z.looseObject({ name: nameSchema, branch: z.looseObject({ name: nameSchema }).optional() }),
});
const renameSchema = z.looseObject({ project: z.looseObject({ name: nameSchema }) });
const newBranchSchema = z.looseObject({
  branch: z.looseObject({ name: nameSchema, parent_id: z.string(), expires_at: z.iso.datetime().optional() }),
  endpoints: z.array(z.unknown()).default([]),
});
const restoreSchema = z.looseObject({ source_branch_id: z.string(), preserve_under_name: nameSchema });

/** As many as a project of the free plan may have. */
const mostBranches = 10;
const notFound = (): ApiRefusal => new ApiRefusal(404, '', 'not found');
const refuse = (status: number, code: string, message: string): ApiRefusal =>
  new ApiRefusal(status, code, message);
const ok = (body: unknown, status = 200): WireAnswer => ({ status, body });

/** Changes that were begun: each is done once it was looked at often enough. */
function operationsOf(looksUntilDone: number) {
  const looked = new Map<string, number>();
  const stateOf = (looks: number): string => (looks < looksUntilDone ? 'running' : 'finished');
  return {
    begun({ id: project_id }: NeonProject) {
      const id = `op-${looked.size + 1}`;
      looked.set(id, 0);
      return { operations: [{ id, project_id, status: stateOf(0) }] };
    },
    look(id: string): WireAnswer {
      const looks = (looked.get(id) ?? 0) + 1;
      looked.set(id, looks);
      return ok({ operation: { id, status: stateOf(looks) } });
    },
  };
}

const showProject = ({ id, name, created_at }: NeonProject) => ({ id, name, created_at });
const showBranch = ({ app_password: _, endpoint: _endpoint, ...branch }: NeonBranch) => branch;

/** Neon's API as far as the product uses it, over databases of this machine; anything else is 404. */
export function neonApi(
  branches: NeonBranches,
  key: string,
  { looksUntilDone = 0 }: { readonly looksUntilDone?: number } = {},
): WireApi {
  const operations = operationsOf(looksUntilDone);
  return {
    admits: bearerIs(key),
    unknownToken: refuse(401, '', 'authentication failed'),
    refusal: ({ status, code, message }) => ({ status, body: { code, message } }),
    routes: [
      ...projectRoutes(branches, operations),
      ...branchRoutes(branches, operations),
      ['GET', /^\/api\/v2\/projects\/[^/]+\/operations\/([^/]+)$/, (_call, id = '') => operations.look(id)],
    ],
  };
}

type Operations = ReturnType<typeof operationsOf>;
type OfProject = (project: NeonProject, call: WireCall, ...rest: readonly string[]) => Promise<WireAnswer>;

/** A route below a project, which is the same from the look to the change. */
const ofProject =
  (branches: NeonBranches) =>
  (method: string, rest: string, answer: OfProject): WireRoute => [
    method,
    new RegExp(`^/api/v2/projects/([^/]+)${rest}$`),
    (call, id = '', ...groups) =>
      branches.inTurn(async () => {
        const project = await branches.find(id);
        if (project === undefined) throw notFound();
        return answer(project, call, ...groups);
      }),
  ];

function projectRoutes(branches: NeonBranches, operations: Operations): readonly WireRoute[] {
  const route = ofProject(branches);
  return [
    [
      'GET',
      /^\/api\/v2\/projects$/,
      async ({ query }) => {
        const search = query.get('search') ?? '';
        const all = await branches.inTurn(branches.list);
        return ok({ projects: all.filter(({ name }) => name.includes(search)).map(showProject) });
      },
    ],
    [
      'POST',
      /^\/api\/v2\/projects$/,
      async (call) => {
        const { name, branch } = readBody(call, newProjectSchema, 400).project;
        const project = await branches.inTurn(() => branches.makeProject(name, branch?.name ?? 'main'));
        return ok({ project: showProject(project), ...operations.begun(project) }, 201);
      },
    ],
    route('PATCH', '', async (project, call) => {
      project.name = readBody(call, renameSchema, 400).project.name;
      await branches.keep(project);
      return ok({ project: showProject(project), ...operations.begun(project) });
    }),
    route('DELETE', '', async (project) => {
      await branches.removeProject(project);
      return ok({ project: showProject(project) });
    }),
  ];
}

function requireBranch({ branches }: NeonProject, id: string): NeonBranch {
  const branch = branches.find((one) => one.id === id);
  if (branch === undefined) throw notFound();
  return branch;
}

function branchRoutes(branches: NeonBranches, operations: Operations): readonly WireRoute[] {
  const route = ofProject(branches);
  return [
    route('GET', '/branches', async (project) => ok({ branches: project.branches.map(showBranch) })),
    route('POST', '/branches', async (project, call) => {
      const { branch: wanted, endpoints } = readBody(call, newBranchSchema, 400);
      const parent = requireBranch(project, wanted.parent_id);
      if (project.branches.some(({ name }) => name === wanted.name))
        throw refuse(409, 'BRANCH_ALREADY_EXISTS', `branch "${wanted.name}" already exists`);
      if (project.branches.length >= mostBranches)
        throw refuse(422, 'BRANCHES_LIMIT_EXCEEDED', 'branches limit exceeded');
      const isOpen = endpoints.length > 0;
      const { name, expires_at: expiresAt } = wanted;
      const branch = await branches.makeBranch(project, { name, parent, isOpen, expiresAt });
      return ok({ branch: showBranch(branch), endpoints: [], ...operations.begun(project) }, 201);
    }),
    route('DELETE', '/branches/([^/]+)', async (project, _call, id = '') => {
      const branch = requireBranch(project, id);
      await branches.removeBranch(project, branch);
      return ok({ branch: showBranch(branch), ...operations.begun(project) });
    }),
    route('POST', '/branches/([^/]+)/restore', async (project, call, id = '') => {
      const { source_branch_id: source, preserve_under_name: name } = readBody(call, restoreSchema, 400);
      const branch = requireBranch(project, id);
      await branches.restoreBranch(project, branch, requireBranch(project, source), name);
      return ok({ branch: showBranch(branch), ...operations.begun(project) });
    }),
    route('GET', '/connection_uri', async (project, { query }) => {
      const { endpoint } = requireBranch(project, query.get('branch_id') ?? '');
      if (endpoint === undefined) throw notFound();
      const owner = `gantry_owner:${project.owner_password}`;
      return ok({ uri: `postgresql://${owner}@${endpoint}.stand-in.neon.test/app?sslmode=require` });
    }),
  ];
}
