import { type IncomingHttpHeaders, request as sendRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { notFound, ownerPassword, type Reply } from './stand-in-api.ts';
import type { StandInBranch, standInBranches } from './stand-in-branches.ts';

const resultOf = (rows: readonly string[][]) => ({
  command: 'SELECT',
  rowCount: rows.length,
  fields: [],
  rows,
});

/** Answers what is asked of databases, each by the branch and the role of its connection string. */
export const standInSql =
  (store: ReturnType<typeof standInBranches>) =>
  async (headers: IncomingHttpHeaders, body: string): Promise<Reply> => {
    const { hostname, username, password } = new URL(String(headers['neon-connection-string']));
    const branch = branchAt(store, hostname);
    if (branch === undefined) return notFound;
    const expected = username === 'app' ? branch.appPassword : ownerPassword;
    return expected === password ? run(store, branch, username, { headers, body }) : wrongPassword(username);
  };

async function run(
  store: ReturnType<typeof standInBranches>,
  branch: StandInBranch,
  username: string,
  { headers, body }: { readonly headers: IncomingHttpHeaders; readonly body: string },
): Promise<Reply> {
  const isApp = username === 'app';
  const { queries = [] } = JSON.parse(body) as { queries?: { query: string }[] };
  const own = queries.map(({ query }) => (isApp ? undefined : ofRoles(branch, query)));
  const rest = JSON.stringify({ queries: queries.filter((_query, at) => own[at] === undefined) });
  const { twin, letGo } = await store.twins.lease(store.folderOf(branch));
  const answer = await forward(isApp ? twin.appSocket : twin.ownerSocket, headers, rest).finally(letGo);
  if (answer.status !== 200) return answer;
  const { results } = answer.body as { results: unknown[] };
  return { status: 200, body: { results: own.map((mine) => mine ?? results.shift()) } };
}

/** The socket of the database that an app's connection string names; undefined for an unknown one and for a wrong password. The caller lets go of it. */
export async function openForApp(store: ReturnType<typeof standInBranches>, connectionString: string) {
  const { hostname, username, password } = new URL(connectionString);
  const branch = branchAt(store, hostname);
  if (branch === undefined || username !== 'app' || branch.appPassword !== password) return undefined;
  const { twin, letGo } = await store.twins.lease(store.folderOf(branch));
  return { socketPath: twin.appSocket, letGo };
}

const branchAt = ({ projects }: ReturnType<typeof standInBranches>, hostname: string) =>
  projects.flatMap(({ branches }) => branches).find(({ endpoint }) => endpoint === hostname.split('.')[0]);

const wrongPassword = (name: string): Reply => ({
  status: 400,
  body: { message: `password authentication failed for user '${name}'`, code: '28P01' },
});

/** Roles are Neon's to keep: what its owner says of the app's. Undefined where a statement is of something else. */
function ofRoles(branch: StandInBranch, query: string): unknown {
  if (query.startsWith('select 1 from pg_roles'))
    return resultOf(branch.appPassword === undefined ? [] : [['1']]);
  if (query.startsWith('revoke create, temporary on database')) return resultOf([]);
  const [, login] = /^(?:create|alter) role app (nologin|login password '[^']{20,}')$/.exec(query) ?? [];
  if (login === undefined) return undefined;
  branch.appPassword = login === 'nologin' ? null : login.slice("login password '".length, -1);
  return resultOf([]);
}

function forward(socketPath: string, headers: IncomingHttpHeaders, body: string): Promise<Reply> {
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
