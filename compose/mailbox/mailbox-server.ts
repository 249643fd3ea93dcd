import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { isMailboxRequest, writesMailbox } from './allowed-request.ts';

const upstreamMs = 30_000;
/** A pod's supervisor has a few requests open; an artifact takes seconds. */
const requestMs = 60_000;
/** All fields of a signed form fit into it. */
const mostHeadBytes = 64 * 1024;

export interface MailboxConfig {
  /** Where signed URLs lead. */
  readonly endpoint: string;
  readonly log: (line: string) => void;
}

/**
 * The one thing that a pod's network leads to: a proxy that passes reads and writes of mailboxes on to the emulator's S3, and nothing else of the
 * emulator or of any other service. A client may ask it with whole addresses or through CONNECT, in which the same requests are awaited.
 */
export function createMailboxServer({ endpoint, log }: MailboxConfig): Server {
  const { host } = new URL(endpoint);
  const server = createServer({ requestTimeout: requestMs }, (asked, answer) => {
    if (asked.method === 'GET' && asked.url === '/health')
      return void answer.writeHead(200).end('{"status":"ok"}');
    const url = addressOf(asked, endpoint);
    if (url?.host !== host || !isMailboxRequest(asked.method ?? '', url)) {
      log(`refused: ${JSON.stringify(`${asked.method} ${url?.host}${url?.pathname}`.slice(0, 200))}`);
      return refuse(answer, 403, 'Pods reach their mailbox and nothing else.');
    }
    pass(url, asked, answer, log).catch(() => refuse(answer, 502, 'The emulator does not answer.'));
  });
  server.on('connect', (asked, socket) => {
    socket.on('error', () => socket.destroy());
    if (asked.url !== host) {
      log(`refused: ${JSON.stringify(`CONNECT ${asked.url}`.slice(0, 200))}`);
      return void socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.emit('connection', socket);
  });
  return server;
}

function addressOf({ url = '' }: IncomingMessage, endpoint: string): URL | undefined {
  const given = url.startsWith('/') ? new URL(endpoint).origin + url : url;
  const parsed = URL.canParse(given) ? new URL(given) : undefined;
  return parsed?.protocol === 'http:' ? parsed : undefined;
}

async function pass(
  url: URL,
  asked: IncomingMessage,
  answer: ServerResponse,
  log: (line: string) => void,
): Promise<void> {
  const head = asked.method === 'POST' ? await readHead(asked) : undefined;
  if (head !== undefined && !writesMailbox(head.toString('latin1'))) {
    log('refused: a form that writes outside of mailboxes');
    // Read to its end, or the caller would see a broken connection and no answer.
    asked.resume();
    return refuse(answer, 403, 'Pods reach their mailbox and nothing else.');
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const gone = new AbortController();
  answer.once('close', () => {
    gone.abort();
    resolve();
  });
  const upstream = request(
    url,
    {
      method: asked.method,
      headers: headersOf(asked),
      signal: AbortSignal.any([gone.signal, AbortSignal.timeout(upstreamMs)]),
    },
    (response) => {
      const { 'content-type': type = 'application/octet-stream', 'content-length': size } = response.headers;
      answer.writeHead(response.statusCode ?? 502, {
        'content-type': type,
        ...(size !== undefined && { 'content-length': size }),
      });
      response.pipe(answer);
      response.once('error', () => answer.destroy());
    },
  );
  upstream.once('error', (error) => (answer.headersSent ? answer.destroy() : reject(error)));
  if (head !== undefined) upstream.write(head);
  asked.pipe(upstream);
  return promise;
}

/** A name and a form's kind are all that S3 needs of a caller's headers. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { 'content-type': type, 'content-length': size } = headers;
  return {
    ...(type !== undefined && { 'content-type': type }),
    ...(size !== undefined && { 'content-length': size }),
  };
}

/** As much of a form as has all fields before its file; the rest stays to be read. */
async function readHead(asked: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  let head = Buffer.alloc(0);
  const settle = (): void => {
    asked.off('data', take).off('end', settle).off('error', reject);
    asked.pause();
    resolve(head);
  };
  const take = (part: Buffer): void => {
    head = Buffer.concat([head, part]);
    if (head.length > mostHeadBytes || /name="file"/i.test(head.toString('latin1'))) settle();
  };
  asked.on('data', take).once('end', settle).once('error', reject);
  return promise;
}

function refuse(answer: ServerResponse, status: number, message: string): void {
  if (answer.headersSent) return void answer.destroy();
  answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}
