import { createHash, createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { RestApi } from '../rest-api.ts';
import { repositoryId } from './git-hub-repositories.ts';

/** `git clone` asks for every object by itself; the product is asked once in this time. */
const knownMs = 30_000;
const mostKnown = 200;
const answerMs = 30_000;
const pausesMs = [0, 2_000, 10_000, 30_000];

const appsSchema = z.object({ apps: z.array(z.looseObject({ repo_url: z.string().nullable() })) });

interface ProductDeps {
  readonly restApi: () => Promise<RestApi | undefined>;
  readonly webhookSecret: string;
  readonly nowMs: () => number;
  readonly log: (line: string) => void;
}

/** The addresses of a person's repositories; `stranger` for a token that is nobody's or may not read. */
export type Repositories = readonly string[] | 'stranger';

/** What the hosts ask of the deployed product, and tell it: by its REST API, as anybody would. */
export interface Product {
  readonly repositoriesOf: (token: string, signal: AbortSignal) => Promise<Repositories>;
  /** A signed delivery, sent again where it is not taken. */
  readonly tellOfMerge: (fullName: string, number: number) => Promise<void>;
}

export function createProduct(deps: ProductDeps): Product {
  const known = new Map<string, { readonly repositories: Repositories; readonly untilMs: number }>();
  return {
    async repositoriesOf(token, signal) {
      const key = createHash('sha256').update(token).digest('base64');
      const found = known.get(key);
      if (found !== undefined && found.untilMs > deps.nowMs()) return found.repositories;
      const repositories = await askForRepositories(deps, token, signal);
      if (known.size >= mostKnown) known.clear();
      known.set(key, { repositories, untilMs: deps.nowMs() + knownMs });
      return repositories;
    },
    async tellOfMerge(fullName, number) {
      const action = { action: 'closed', pull_request: { number, merged: true } };
      const repository = { id: repositoryId(fullName), full_name: fullName };
      const body = JSON.stringify({ ...action, repository });
      for (const pauseMs of pausesMs) {
        await sleep(pauseMs, undefined, { ref: false });
        const status = await deliver(deps, body).catch(String);
        if (status === 200) return;
        deps.log(`the merge of ${fullName}#${number} was not taken: ${status}`);
      }
    },
  };
}

async function ask({ restApi }: ProductDeps, path: string, init: RequestInit): Promise<Response> {
  const api = await restApi();
  if (api === undefined) throw new Error('The product is not deployed yet.');
  return fetch(`http://${api.host}:${api.port}${api.prefix}${path}`, init);
}

async function askForRepositories(
  deps: ProductDeps,
  token: string,
  signal: AbortSignal,
): Promise<Repositories> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await ask(deps, '/gantry/apps', { headers, signal });
  if (response.status === 401 || response.status === 403) return 'stranger';
  if (!response.ok) throw new Error(`The product answered ${response.status} about a person's apps.`);
  const { apps } = appsSchema.parse(await response.json());
  return apps.flatMap(({ repo_url: url }) => (url === null ? [] : [url]));
}

async function deliver(deps: ProductDeps, body: string): Promise<number> {
  const signature = createHmac('sha256', deps.webhookSecret).update(body).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'pull_request',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${signature}`,
  };
  const signal = AbortSignal.timeout(answerMs);
  const response = await ask(deps, '/gantry/webhooks/github', { method: 'POST', headers, body, signal });
  await response.arrayBuffer();
  return response.status;
}
