import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Answer, refusal, type Workspace, webMethods } from './web-methods.ts';

/** Slack's Web API over HTTP: uploads at an address of their own, everything but a pause with status 200. */
export async function openSlackApi(token: string) {
  const workspace: Workspace = { sent: [], pictures: [], uploads: new Map() };
  const state = {
    isRevoked: false,
    /** Whether messages are older than their workspace lets them be edited. */
    isFrozen: false,
    /** Whether the app was installed without the right to share files. */
    isWithoutUploads: false,
    busySeconds: 0,
    asked: 0,
    /** An error to refuse everything with. */
    refuses: undefined as string | undefined,
    /** A status and a body that no working Slack would answer a method with. */
    broken: undefined as readonly [number, string] | undefined,
  };
  const errorOf = (path: string, shown: string | undefined): string | undefined => {
    if (shown === undefined) return 'not_authed';
    if (shown !== `Bearer ${token}`) return 'invalid_auth';
    if (state.isRevoked) return 'account_inactive';
    return state.isFrozen && path.endsWith('chat.update') ? 'edit_window_closed' : state.refuses;
  };
  const answerOf = (path: string, { headers }: IncomingMessage, form: URLSearchParams): Answer => {
    const error = errorOf(path, headers.authorization);
    if (error !== undefined) return refusal(error);
    if (state.isWithoutUploads && path.startsWith('/api/files.'))
      return { ...refusal('missing_scope'), needed: 'files:write', provided: 'chat:write,commands' };
    const method = webMethods[path.replace('/api/', '')];
    return method?.(workspace, form, origin) ?? refusal('unknown_method');
  };
  const server = createServer(async (request, response) => {
    state.asked += 1;
    const bytes = await buffer(request);
    const path = request.url ?? '';
    if (path.startsWith('/upload/')) return takeUpload(workspace, request, bytes, response);
    if (state.broken !== undefined && path.startsWith('/api/'))
      return response.writeHead(state.broken[0], { location: '/elsewhere' }).end(state.broken[1]);
    if (state.busySeconds > 0) {
      response.writeHead(429, { 'retry-after': String(state.busySeconds) });
      state.busySeconds = 0;
      return response.end(JSON.stringify(refusal('ratelimited')));
    }
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(answerOf(path, request, new URLSearchParams(bytes.toString('utf8')))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { apiUrl: `${origin}/api`, ...workspace, state, close: () => void server.close() };
}

/** Takes the bytes of a file, bare or as a form has them, at an address that is its own secret. */
async function takeUpload(
  { uploads }: Workspace,
  { url = '', headers }: IncomingMessage,
  bytes: Uint8Array<ArrayBuffer>,
  response: ServerResponse,
): Promise<void> {
  const upload = uploads.get(url.slice('/upload/v1/'.length));
  const type = headers['content-type'] ?? '';
  const form = new Response(bytes, { headers: { 'content-type': type } });
  const body = type.startsWith('multipart/') ? await fileOf(form) : bytes;
  const isTaken = upload?.length === body.byteLength;
  if (isTaken) upload.bytes = body;
  response.writeHead(isTaken ? 200 : 400).end(isTaken ? `OK - ${body.byteLength}` : 'invalid');
}

/** The file of a form, whatever its field is called. */
async function fileOf(form: Response): Promise<Uint8Array> {
  const [file] = [...(await form.formData()).values()];
  return new Uint8Array(await (file as File).arrayBuffer());
}
