import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerFromStubs, type OutsideStub, readStubs } from '../../core/pod/outside-stubs.ts';
import type { FunctionCall } from '../../core/wire/function-call.ts';
import { outsideSocket, outsideVariable, refusedHeader } from '../../core/wire/outside.ts';
import type { PodBundle } from '../../core/wire/pod.ts';

/** The outside as an app's author knows it, and nothing else: a pod has no network. */
export interface AppOutside {
  /** What the author wrote for pages to be answered with. */
  readonly stubs: readonly OutsideStub[];
  /** What of it cannot be used, in words. */
  readonly faults: readonly string[];
  /** Opens the way of the app's functions. */
  ready(): Promise<void>;
  /** What functions read and reach, once it is ready. */
  reach(): Pick<FunctionCall, 'environment' | 'sockets'>;
  /** What functions asked for and nobody wrote an answer to, since it was last asked. */
  takeMissed(): readonly string[];
  close(): Promise<void>;
}

const mostMissed = 20;

/** The outside of an app by its spec: each secret has a placeholder, declared origins answer from `test/outside/`, and everything else is missed. */
export function createAppOutside({ files, spec }: Pick<PodBundle, 'files' | 'spec'>): AppOutside {
  const { secrets = [], origins = [] } = spec?.needs ?? {};
  const { stubs, faults } = readStubs(
    files,
    origins.map(({ origin }) => origin),
  );
  const placeholders = Object.fromEntries(secrets.map(({ name }) => [name, `placeholder-${name}`]));
  const ofFunctions = new Set(origins.filter(({ by }) => by === 'function').map(({ origin }) => origin));
  const missed = new Set<string>();
  const miss = (why: string): void => void (missed.size < mostMissed && missed.add(why));
  let folder: string | undefined;
  const server = createServer((request, response) => answer({ stubs, ofFunctions, miss }, request, response));
  return {
    stubs,
    faults,
    async ready() {
      if (folder !== undefined) return;
      folder = await mkdtemp(join(tmpdir(), 'outside-'));
      const path = join(folder, 'outside');
      await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve));
    },
    reach: () =>
      folder === undefined
        ? { environment: placeholders }
        : {
            environment: { ...placeholders, [outsideVariable]: `{socket:${outsideSocket}}` },
            sockets: { [outsideSocket]: join(folder, 'outside') },
          },
    takeMissed: () => {
      const taken = [...missed];
      missed.clear();
      return taken;
    },
    async close() {
      if (folder === undefined) return;
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

/** Answers a request that a function sent by the socket, as the gateway of a real host would. */
function answer(
  {
    stubs,
    ofFunctions,
    miss,
  }: {
    readonly stubs: readonly OutsideStub[];
    readonly ofFunctions: ReadonlySet<string>;
    readonly miss: (why: string) => void;
  },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.resume();
  const { method = 'GET', url = '' } = request;
  const origin = URL.parse(url)?.origin;
  const isDeclared = origin !== undefined && ofFunctions.has(origin);
  const said = isDeclared ? answerFromStubs(stubs, { method, url }) : undefined;
  if (said !== undefined) return void response.writeHead(said.status, said.headers).end(said.body);
  const address = `${method} ${url}`.slice(0, 300).replaceAll(/[^\x20-\x7e]/g, '?');
  const why = isDeclared
    ? `${address}: no file in test/outside answers that`
    : `${address}: this place was not agreed`;
  miss(why);
  response.writeHead(502, { [refusedHeader]: why, 'content-type': 'text/plain' }).end(`${why}\n`);
}
