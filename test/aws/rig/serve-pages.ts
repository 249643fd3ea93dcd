import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { createFunctionHost } from '../../../adapters/local/app-host/function-host.ts';
import { functionFileAt } from '../../../core/pod/served-paths.ts';
import type { FunctionCall, FunctionOutcome } from '../../../core/wire/function-call.ts';
import type { startNeonStandIn } from '../../adapters/neon/neon-stand-in.ts';
import type { VercelStandIn } from '../../adapters/vercel/vercel-stand-in.ts';
import type { Page } from '../../adapters/vercel/vercel-wire.ts';

interface Served {
  readonly vercel: VercelStandIn;
  readonly neon: Awaited<ReturnType<typeof startNeonStandIn>>;
  readonly home: string;
}

/**
 * The app host's stand-in over HTTP, as the world sees it. Functions run in a sandbox with what their deployment was given; the sandbox has no
 * network, so that the way to their database is a socket, for whoever has that database's password.
 */
export async function servePages({
  vercel,
  neon,
  home,
}: Served): Promise<{ readonly port: number; readonly close: () => Promise<void> }> {
  const functions = createFunctionHost({ isolation: 'bubblewrap', home });
  const answer = async (request: IncomingMessage): Promise<Page> => {
    const called = callOf(vercel, request, await buffer(request));
    if (called === undefined) return vercel.get(`https://${request.headers.host}${request.url}`);
    const { environment = {} } = called;
    const { DATABASE_URL: database, ...others } = environment;
    const opened = database === undefined ? undefined : await neon.open(database);
    const given = opened && {
      environment: { ...others, DATABASE_URL: 'unix:{socket:database}' },
      sockets: { database: opened.socketPath },
    };
    try {
      return pageOf(await functions.call({ ...called, ...given }, AbortSignal.timeout(20_000)));
    } finally {
      opened?.letGo();
    }
  };
  const server = createServer(async (request, response) => {
    const { status, bytes, headers } = await answer(request);
    response.writeHead(status, headers).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await functions.close();
    },
  };
}

/** The function that a request is for; undefined where it is for a file. */
function callOf(vercel: VercelStandIn, request: IncomingMessage, body: Buffer): FunctionCall | undefined {
  const { host = '', ...headers } = request.headers;
  const { method = 'GET', url = '/' } = request;
  const deployment = vercel.deploymentAt(host);
  const file = deployment && functionFileAt(deployment.files, url);
  if (deployment === undefined || file === undefined) return undefined;
  const texts = Object.entries({ ...headers, host }).map(([name, value]) => [name, String(value)]);
  return {
    file,
    files: [...deployment.files]
      .filter(([path]) => !path.startsWith('public/'))
      .map(([path, bytes]) => ({ path, bytes: bytes.toString('base64') })),
    request: { method, url, headers: Object.fromEntries(texts), body: body.toString('base64') },
    environment: deployment.environment,
  };
}

function pageOf(outcome: FunctionOutcome): Page {
  if (outcome.kind === 'failed')
    return { status: 500, bytes: Buffer.from(`FUNCTION_INVOCATION_FAILED ${outcome.log?.join('\n') ?? ''}`) };
  const { status, headers, body } = outcome.answer;
  return { status, headers, bytes: Buffer.from(body, 'base64') };
}
