import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { listDeployments, serve } from './shown-deployments.ts';
import {
  type Answer,
  failure,
  listVariables,
  removeVariable,
  setVariables,
  variablesOf,
} from './vercel-variables.ts';
import {
  type DeploymentBody,
  deploymentBody,
  domainsOf,
  type Interference,
  type Page,
  projectBody,
  type RecordedCall,
  reasonOf,
  type StandInDeployment,
  type StandInProject,
  scopeRefused,
  settingsBody,
  show,
} from './vercel-wire.ts';

/** The parts of Vercel's REST API that the adapter uses, with the habits that bite: login wall, toolbar, first deployment, foreign names. */
export class VercelStandIn {
  readonly calls: RecordedCall[] = [];
  readonly projects: StandInProject[] = [];
  readonly deployments: StandInDeployment[] = [];
  readonly uploads = new Map<string, Buffer>();
  /** Host names that belong to other accounts. */
  readonly foreignHosts = new Set<string>();
  interfere: (call: RecordedCall) => Interference | undefined = () => undefined;
  /** Under which its addresses are; a test of the product names one that never leaves this machine. */
  domain = 'vercel.app';
  /** How often a deployment is looked at before it is ready; `never`, `fails` and `blocked` are for tests of those. */
  building: number | 'never' | 'fails' | 'blocked' = 2;
  /** What a deployment that is blocked tells of why. */
  block: Readonly<Record<string, unknown>> = {};
  readonly #server: Server = createServer((request, response) => void this.#handle(request, response));
  /** Ids are given once, also when a deployment is gone. */
  #made = 0;
  #projectsMade = 0;
  readonly #token: string;
  readonly #team: string;

  constructor(token: string, team: string) {
    this.#token = token;
    this.#team = team;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** What a stranger gets from an address. */
  get(address: string): Page {
    const { host, pathname } = new URL(address);
    const deployment = this.deploymentAt(host);
    if (deployment === undefined) return { status: 404, bytes: Buffer.from('DEPLOYMENT_NOT_FOUND') };
    return serve(deployment, pathname, deployment.host !== host);
  }

  /** What stands behind a host name: a deployment's own, or a project's, where what is live answers. */
  deploymentAt(host: string): StandInDeployment | undefined {
    const owner = this.projects.find((project) => project.host === host);
    const wanted = owner ? owner.live : this.deployments.find((deployment) => deployment.host === host)?.id;
    return this.deployments.find(({ id, state }) => id === wanted && state === 'READY');
  }

  /** Points the project's address elsewhere, as a person's rollback in the dashboard does. */
  rollBack(project: StandInProject, deploymentId: string): void {
    project.live = deploymentId;
    project.isPinned = true;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const call = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(parts),
    };
    this.calls.push(call);
    const interference = this.interfere(call);
    if (interference?.kind === 'silence') return;
    const [status, body] =
      interference?.kind === 'answer' ? [interference.status, interference.body ?? {}] : this.#answer(call);
    if (interference?.kind === 'lose-answer') response.destroy();
    else {
      const headers = interference?.kind === 'answer' ? interference.headers : {};
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    }
  }

  #answer(call: RecordedCall): Answer {
    if (call.headers.authorization !== `Bearer ${this.#token}`)
      return [403, { error: { code: 'forbidden', message: 'Not authorized', invalidToken: true } }];
    const team = call.query.get('teamId') ?? call.query.get('slug');
    if (team !== this.#team) return failure(403, 'forbidden', scopeRefused(team));
    for (const [method, pattern, handle] of this.#routes) {
      const match = call.method === method ? pattern.exec(call.path) : null;
      if (match) return handle(call, match[1] ?? '', match[2] ?? '');
    }
    return failure(404, 'not_found', `No such route: ${call.method} ${call.path}`);
  }

  readonly #routes: readonly (readonly [
    string,
    RegExp,
    (call: RecordedCall, one: string, two: string) => Answer,
  ])[] = [
    ['POST', /^\/v11\/projects$/, (call) => this.#makeProject(call)],
    [
      'GET',
      /^\/v9\/projects\/([^/]+)$/,
      (_call, id) => this.#withProject(id, (project) => [200, show(project)]),
    ],
    [
      'PATCH',
      /^\/v9\/projects\/([^/]+)$/,
      (call, id) => this.#withProject(id, (project) => this.#setUp(project, call)),
    ],
    [
      'GET',
      /^\/v10\/projects\/([^/]+)\/env$/,
      (_call, id) => this.#withProject(id, (project) => [200, { envs: listVariables(project) }]),
    ],
    [
      'POST',
      /^\/v10\/projects\/([^/]+)\/env$/,
      (call, id) => this.#withProject(id, (project) => setVariables(project, call)),
    ],
    [
      'DELETE',
      /^\/v9\/projects\/([^/]+)\/env\/([^/]+)$/,
      (_call, id, variable) => this.#withProject(id, (project) => removeVariable(project, variable)),
    ],
    [
      'GET',
      /^\/v9\/projects\/([^/]+)\/domains$/,
      (_call, id) => this.#withProject(id, (project) => [200, { domains: domainsOf(project) }]),
    ],
    ['POST', /^\/v2\/files$/, (call) => this.#upload(call)],
    ['POST', /^\/v13\/deployments$/, (call) => this.#deploy(call)],
    ['GET', /^\/v6\/deployments$/, ({ query }) => [200, listDeployments(this.deployments, query)]],
    ['GET', /^\/v13\/deployments\/([^/]+)$/, (_call, id) => this.#look(id)],
    ['DELETE', /^\/v13\/deployments\/([^/]+)$/, (_call, id) => this.#removeDeployment(id)],
    [
      'DELETE',
      /^\/v9\/projects\/([^/]+)$/,
      (_call, id) => this.#withProject(id, (project) => this.#removeProject(project)),
    ],
    [
      'GET',
      /^\/v4\/aliases\/([^/]+)$/,
      (_call, host) => {
        const project = this.projects.find((candidate) => candidate.host === host);
        return project
          ? [200, { alias: host, deploymentId: project.live ?? null }]
          : failure(404, 'not_found');
      },
    ],
    [
      'POST',
      /^\/v10\/projects\/([^/]+)\/promote\/([^/]+)$/,
      (_call, id, deploymentId) =>
        this.#withProject(id, (project) => {
          if (project.live === deploymentId)
            return failure(409, 'conflict', 'Already the production deployment');
          project.live = deploymentId;
          project.isPinned = false;
          return [201, {}];
        }),
    ],
  ];

  #withProject(idOrName: string, use: (project: StandInProject) => Answer): Answer {
    const project = this.projects.find(({ id, name }) => id === idOrName || name === idOrName);
    return project ? use(project) : failure(404, 'not_found', 'Project not found');
  }

  #makeProject(call: RecordedCall): Answer {
    const body = projectBody.safeParse(JSON.parse(call.body.toString()));
    if (!body.success) return failure(400, 'bad_request', body.error.message);
    const { name, environmentVariables } = body.data;
    if (this.projects.some((project) => project.name === name))
      return failure(409, 'conflict', 'Project already exists');
    const plainHost = `${name}.${this.domain}`;
    const project: StandInProject = {
      id: `prj_${++this.#projectsMade}`,
      name,
      keys: environmentVariables.map(({ key }) => key),
      host: this.foreignHosts.has(plainHost) ? `${name}-ruby.${this.domain}` : plainHost,
      ssoProtection: { deploymentType: 'all_except_custom_domains' },
      enablePreviewFeedback: null,
      enableProductionFeedback: null,
      isPinned: false,
      live: undefined,
      variables: new Map(),
    };
    this.projects.push(project);
    return [200, show(project)];
  }

  #setUp(project: StandInProject, call: RecordedCall): Answer {
    const body = settingsBody.safeParse(JSON.parse(call.body.toString()));
    if (!body.success) return failure(400, 'bad_request', body.error.message);
    Object.assign(project, body.data);
    return [200, show(project)];
  }

  #upload(call: RecordedCall): Answer {
    const digest = createHash('sha1').update(call.body).digest('hex');
    if (call.headers['x-vercel-digest'] !== digest) return failure(400, 'invalid_digest');
    if (call.body.length === 0) return failure(400, 'bad_request', 'Empty body');
    this.uploads.set(digest, call.body);
    return [200, { urls: [] }];
  }

  #deploy(call: RecordedCall): Answer {
    const body = deploymentBody.safeParse(JSON.parse(call.body.toString()));
    if (!body.success) return failure(400, 'bad_request', body.error.message);
    return this.#withProject(body.data.project, (project) => this.#makeDeployment(project, body.data));
  }

  #makeDeployment(project: StandInProject, body: DeploymentBody): Answer {
    const missing = body.files.flatMap((file) =>
      'sha' in file && !this.uploads.has(file.sha) ? [file.sha] : [],
    );
    if (missing.length > 0)
      return [400, { error: { code: 'missing_files', message: 'Missing files', missing } }];
    this.#made += 1;
    const number = this.#made;
    const isFirst = !this.deployments.some((deployment) => deployment.project === project);
    const isProduction = isFirst || body.target === 'production';
    const deployment: StandInDeployment = {
      id: `dpl_${number}`,
      host: `${body.name}-${number}-team.${this.domain}`,
      project,
      target: isFirst ? 'production' : (body.target ?? null),
      meta: body.meta,
      files: new Map(
        body.files.map((file) => [
          file.file,
          'sha' in file ? (this.uploads.get(file.sha) ?? Buffer.alloc(0)) : Buffer.from(file.data),
        ]),
      ),
      environment: { ...(isProduction && variablesOf(project)), ...body.env },
      looksUntilReady: typeof this.building === 'number' ? this.building : 1,
      state: 'BUILDING',
    };
    this.deployments.unshift(deployment);
    return [200, { id: deployment.id, url: deployment.host, readyState: 'QUEUED' }];
  }

  /** Gone with its addresses at once; the project and its own address stay. */
  #removeDeployment(id: string): Answer {
    const at = this.deployments.findIndex((candidate) => candidate.id === id);
    const [removed] = at === -1 ? [] : this.deployments.splice(at, 1);
    if (removed === undefined) return failure(404, 'not_found');
    if (removed.project.live === id) removed.project.live = undefined;
    return [200, { uid: id, state: 'DELETED' }];
  }

  #removeProject(project: StandInProject): Answer {
    this.projects.splice(this.projects.indexOf(project), 1);
    const left = this.deployments.filter((deployment) => deployment.project !== project);
    this.deployments.splice(0, this.deployments.length, ...left);
    return [204, {}];
  }

  #look(id: string): Answer {
    const deployment = this.deployments.find((candidate) => candidate.id === id);
    if (deployment === undefined) return failure(404, 'not_found');
    if (this.building === 'fails') deployment.state = 'ERROR';
    else if (this.building === 'blocked') deployment.state = 'BLOCKED';
    else if (this.building !== 'never') deployment.looksUntilReady -= 1;
    if (deployment.state === 'BUILDING' && deployment.looksUntilReady <= 0) {
      deployment.state = 'READY';
      if (deployment.target === 'production' && !deployment.project.isPinned)
        deployment.project.live = deployment.id;
    }
    const failed = reasonOf(deployment.state, this.block);
    return [
      200,
      { id, url: deployment.host, readyState: deployment.state, target: deployment.target, ...failed },
    ];
  }
}
