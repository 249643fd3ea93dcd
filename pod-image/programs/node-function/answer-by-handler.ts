import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request as sendRequest } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { FunctionAnswer, FunctionRequest } from '../../../core/wire/function-call.ts';
import { addHelpers, BodyRejected } from './add-helpers.ts';
import type { NodeHandler } from './find-handler.ts';

/** Runs a handler of Node's form behind a real HTTP server on a socket file: the only sockets that a step may have. */
export async function answerByHandler(
  handler: NodeHandler,
  request: FunctionRequest,
): Promise<FunctionAnswer> {
  const socketPath = join(process.env.TMPDIR ?? '/tmp', 'function.sock');
  const failed = Promise.withResolvers<never>();
  const server = createServer((incoming, outgoing) => {
    addHelpers(incoming, outgoing, request);
    run(handler, incoming, outgoing).catch(failed.reject);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return Promise.race([send(socketPath, request), failed.promise]);
}

/** Where a host would wait for an answer that never comes. */
const unsent =
  'The default export returned a Response, which a function in the form of Node does not send: name it by its method, ' +
  '`export function GET(request)`, or write `export default { fetch(request) { … } }`.';

/** A handler may throw at once or later; both are its failure, but for a body that nobody could read. */
async function run(handler: NodeHandler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const returned = await handler(incoming as never, outgoing as never);
    if (returned instanceof Response && !outgoing.headersSent) throw new TypeError(unsent);
  } catch (error) {
    if (!(error instanceof BodyRejected) || outgoing.headersSent) throw error;
    outgoing.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end(`${error.message}\n`);
  }
}

async function send(
  socketPath: string,
  { method, url, headers, body }: FunctionRequest,
): Promise<FunctionAnswer> {
  const bytes = Buffer.from(body, 'base64');
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const length = bytes.length === 0 ? {} : { 'content-length': String(bytes.length) };
    sendRequest({ socketPath, method, path: url, headers: { ...headers, ...length } }, resolve)
      .on('error', reject)
      .end(bytes);
  });
  const answered = await buffer(response);
  return {
    status: response.statusCode ?? 500,
    headers: Object.fromEntries(
      Object.entries(response.headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, [value].flat().join(', ')]],
      ),
    ),
    body: answered.toString('base64'),
  };
}
