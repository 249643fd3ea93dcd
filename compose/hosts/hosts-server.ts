import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { CallFunction } from '../../adapters/local/app-host/call-function.ts';
import { createHostedApps } from '../../adapters/local/app-host.ts';
import { gitFile } from '../../adapters/local/code-host/git-file.ts';
import { NotFound } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ObjectStore } from '../../core/ports/object-store.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';
import { allowOnlyReads, answerApp } from '../../local/gateway/answer-app.ts';
import type { GitPages } from '../../local/gateway/answer-request.ts';
import { createHttpServer } from '../../local/gateway/http-server.ts';
import { defaultLimits } from '../../local/gateway/limits.ts';
import { filePath, parseTarget } from '../../local/gateway/request-target.ts';
import { sendFailure } from '../../local/gateway/respond.ts';
import { sendFile } from '../../local/gateway/served-file.ts';
import { createAppPages } from '../../local/serve-apps.ts';
import { serveGit } from '../../local/serve-repositories.ts';
import { gitHubApi } from './git-hub-api.ts';
import { findWorkplace } from './git-hub-repositories.ts';
import type { HostKeys } from './keys.ts';
import { neonApi } from './neon-api.ts';
import type { NeonBranches } from './neon-branches.ts';
import { sqlAnswers } from './neon-sql.ts';
import type { Product } from './product.ts';
import { vercelApi } from './vercel-api.ts';
import { answerWire } from './wire-api.ts';

export interface HostsConfig {
  readonly home: string;
  readonly records: RecordStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly login: string;
  /** Where people open the console, such as http://localhost:5050. */
  readonly origin: string;
  readonly keys: HostKeys;
  readonly product: Product;
  readonly log: (line: string) => void;
  readonly branches: NeonBranches;
  /** Runs a function of an app apart from this process; left out where nothing here may. */
  readonly callFunction?: CallFunction;
}

const appHost = /^([a-z0-9-]{1,63})\.localhost(?::\d{1,5})?$/i;
const gitPath = /^\/git\/([^/]+)\/([^/]+)\.git\/(.+)$/;

/** The hosts of an emulated account: the wire of GitHub, of Vercel and of Neon, `git clone`, and live apps by host name. */
export function createHostsServer(config: HostsConfig): Server {
  const answer = answerHosts(config);
  return createHttpServer(
    defaultLimits,
    (request, response) => {
      const requestId = randomUUID();
      answer(request, response).catch((error: unknown) =>
        sendFailure(request, response, error, { requestId, limits: defaultLimits }),
      );
    },
    (_request, socket) => socket.destroy(),
  );
}

function answerHosts(config: HostsConfig) {
  const { records, objects, clock, keys, product, branches, log } = config;
  const { callFunction = async () => ({ kind: 'weak' }) as const } = config;
  const gitHub = gitHubApi(
    config,
    keys.git_hub_token,
    (name, number) => void product.tellOfMerge(name, number),
  );
  const vercel = vercelApi({ records, objects, origin: config.origin }, keys.vercel_token, clock.nowMs);
  const neon = neonApi(branches, keys.neon_api_key);
  const sql = sqlAnswers(branches, log);
  const hostedApps = createHostedApps({ records, objects });
  const apps = createAppPages(() => ({ hostedApps, callFunction }));
  const git = createRepositories(config);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const label = labelOf(request);
    const target = parseTarget(request.url ?? '/');
    const exchange = { request, response, target, method: request.method ?? 'GET' };
    if (label !== undefined) return answerApp({ apps, limits: defaultLimits }, exchange, label);
    switch (target.segments[0]?.replace(/^v\d+$/, 'vercel')) {
      case 'health':
        return void response.writeHead(200).end('{"status":"ok"}');
      case 'git':
        return answerGit(git, exchange);
      case 'vercel':
        return answerWire(vercel, request, response, log);
      case 'api':
        return answerWire(neon, request, response, log);
      case 'sql':
        return sql(request, response);
      default:
        return answerWire(gitHub, request, response, log);
    }
  };
}

const labelOf = ({ headers }: IncomingMessage): string | undefined => appHost.exec(headers.host ?? '')?.[1];

async function answerGit(git: GitPages, exchange: Parameters<typeof answerApp>[1]): Promise<void> {
  const { request, response, target } = exchange;
  const [, owner = '', name = '', file] = gitPath.exec(filePath(target.segments)) ?? [];
  if (file === undefined) throw new NotFound('not_found', 'Repositories are at /git/OWNER/NAME.git .');
  allowOnlyReads(exchange);
  const served = await git.serve(owner, name, file, request.headers.authorization);
  return sendFile(request, response, served, { isOwn: true });
}

/** A repository is its app's owner's to read, whom the product knows. */
function createRepositories(config: HostsConfig) {
  return serveGit({
    open: async (token, fullName, signal) => {
      const known = await config.product.repositoriesOf(token, signal);
      if (known === 'stranger') return 'stranger';
      if (!known.includes(`${config.origin}/pulls/${fullName}`)) return undefined;
      const [owner = '', name = ''] = fullName.split('/');
      const { repository } = await findWorkplace(config, owner, name, signal);
      return { dir: repository.gitdir };
    },
    readGitFile: gitFile,
  });
}
