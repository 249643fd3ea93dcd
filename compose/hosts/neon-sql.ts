import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import { text } from 'node:stream/consumers';
import type { NeonBranches } from './neon-branches.ts';
import type { NeonBranch, NeonProject } from './neon-projects.ts';
import { ApiRefusal, readWire, type WireAnswer } from './wire-api.ts';

const resultOf = (rows: readonly string[][]) => ({
  command: 'SELECT',
  rowCount: rows.length,
  fields: [],
  rows,
});
const refuse = (message: string, code: string): WireAnswer => ({ status: 400, body: { message, code } });
const wrongPassword = (name: string): WireAnswer =>
  refuse(`password authentication failed for user '${name}'`, '28P01');
const unknownEndpoint = refuse('The requested endpoint could not be found.', 'XX000');

/** Databases over HTTP, as Neon has them; failures of ours are 500 and a line in the log. */
export const sqlAnswers = (branches: NeonBranches, log: (line: string) => void) => {
  const ask = neonSql(branches);
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = await readWire(request)
      .then((bytes) => ask(request.headers, bytes.toString('utf8')))
      .catch((error: unknown): WireAnswer => {
        if (error instanceof ApiRefusal) return { status: error.status, body: { message: error.message } };
        log(`a database: ${String(error)}`);
        return { status: 500, body: { message: 'the database does not answer' } };
      });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
};

/** Answers what is asked of databases, each by the branch and the role of its connection string. */
const neonSql =
  (branches: NeonBranches) =>
  async (headers: IncomingHttpHeaders, body: string): Promise<WireAnswer> => {
    const asked = String(headers['neon-connection-string']);
    if (!URL.canParse(asked)) return refuse('Send Neon-Connection-String.', '08P01');
    const { hostname, username, password } = new URL(asked);
    const found = await branches.at(hostname);
    if (found === undefined) return unknownEndpoint;
    const { project, branch } = found;
    const expected = username === 'app' ? branch.app_password : project.owner_password;
    return expected === password
      ? run(branches, { project, branch, username }, { headers, body })
      : wrongPassword(username);
  };

interface Place {
  readonly project: NeonProject;
  readonly branch: NeonBranch;
  readonly username: string;
}

async function run(
  branches: NeonBranches,
  { project, branch, username }: Place,
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: string },
): Promise<WireAnswer> {
  const isApp = username === 'app';
  const { queries = [] } = JSON.parse(body) as { queries?: { query: string }[] };
  const own = queries.map(({ query }) => (isApp ? undefined : ofRoles(branch, query)));
  if (own.some((answer) => answer !== undefined))
    await branches.inTurn(() => keepRole(branches, project, branch));
  const rest = JSON.stringify({ queries: queries.filter((_query, at) => own[at] === undefined) });
  const { twin, letGo } = await branches.lease(branch);
  const answer = await forward(isApp ? twin.appSocket : twin.ownerSocket, headers, rest).finally(letGo);
  if (answer.status !== 200) return answer;
  const { results } = answer.body as { results: unknown[] };
  return { status: 200, body: { results: own.map((mine) => mine ?? results.shift()) } };
}

/** The socket of the database that an app's connection string names; undefined for an unknown one and for a wrong password. The caller lets go of it. */
export async function openForApp(branches: NeonBranches, connectionString: string) {
  const { hostname, username, password } = new URL(connectionString);
  const branch = (await branches.at(hostname))?.branch;
  if (branch === undefined || username !== 'app' || branch.app_password !== password) return undefined;
  const { twin, letGo } = await branches.lease(branch);
  return { socketPath: twin.appSocket, letGo };
}

/** Roles are Neon's to keep: what its owner says of the app's. Undefined where a statement is of something else. */
function ofRoles(branch: NeonBranch, query: string): unknown {
  if (query.startsWith('select 1 from pg_roles'))
    return resultOf(branch.app_password === undefined ? [] : [['1']]);
  if (query.startsWith('revoke create, temporary on database')) return resultOf([]);
  const [, login] = /^(?:create|alter) role app (nologin|login password '[^']{20,}')$/.exec(query) ?? [];
  if (login === undefined) return undefined;
  branch.app_password = login === 'nologin' ? null : login.slice("login password '".length, -1);
  return resultOf([]);
}

/** In the project as it is now, which others may have changed since the branch was read. */
async function keepRole(
  branches: NeonBranches,
  { id }: NeonProject,
  { id: branchId, app_password }: NeonBranch,
) {
  const project = await branches.find(id);
  const branch = project?.branches.find((one) => one.id === branchId);
  if (project === undefined || branch === undefined || app_password === undefined) return;
  branch.app_password = app_password;
  await branches.keep(project);
}

function forward(socketPath: string, headers: IncomingHttpHeaders, body: string): Promise<WireAnswer> {
  const names = ['neon-raw-text-output', 'neon-array-mode', 'neon-batch-read-only'];
  const passed = Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
  return new Promise((resolve, reject) => {
    sendRequest({ socketPath, path: '/sql', method: 'POST', headers: passed }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, body: JSON.parse(await text(answer)) }),
    )
      .on('error', reject)
      .end(body);
  });
}
