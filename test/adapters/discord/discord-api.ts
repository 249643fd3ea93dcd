import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { unlikePublished } from './published.ts';
import { refuseMessage } from './refuse-message.ts';

export interface SentMessage {
  readonly channel: string;
  readonly id: string;
  content: string;
  buttons: readonly SentButton[];
  flags: number;
  /** Whom it may notify; Discord lets it notify everybody where nothing is said of it. */
  mentions: unknown;
  readonly files: readonly AttachedFile[];
  edits: number;
}

export interface SentButton {
  readonly label: string;
  readonly style: number;
  readonly custom_id?: string;
  readonly url?: string;
}

export interface MessageBody {
  readonly content?: string;
  readonly flags?: number;
  readonly allowed_mentions?: unknown;
  readonly components?: readonly { readonly components: readonly SentButton[] }[];
  readonly attachments?: readonly { readonly id: string; readonly filename: string }[];
}

export interface Answer {
  readonly status: number;
  /** A string is no JSON but a page. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const refusal = (status: number, code: number, message: string, errors?: unknown): Answer => ({
  status,
  body: { message, code, ...(errors !== undefined && { errors }) },
});

export interface AttachedFile {
  /** `files[0]`, which its description names by the number. */
  readonly field: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: MessageBody;
  readonly files: readonly AttachedFile[];
}

/** Reads a body as Discord does: JSON, or a form whose payload_json is it. */
async function readAsked(request: IncomingMessage): Promise<Asked> {
  const { method = '', url = '', headers } = request;
  const bytes = new Uint8Array(await buffer(request));
  const type = headers['content-type'] ?? '';
  const asked = { method, path: url.replace(/^\/api\/v10/, '') };
  if (!type.startsWith('multipart/'))
    return {
      ...asked,
      body: bytes.length === 0 ? {} : JSON.parse(new TextDecoder().decode(bytes)),
      files: [],
    };
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const files: AttachedFile[] = [];
  for (const [field, value] of form.entries())
    if (value instanceof File)
      files.push({ field, name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  return { ...asked, body: JSON.parse(String(form.get('payload_json'))), files };
}

const application = '775799577604522054';

/** Discord's API over HTTP, version 10, with its limits, its error bodies and the schemas that it publishes. */
export async function openDiscordApi(token: string, verifyKey: string) {
  const sent: SentMessage[] = [];
  const state = {
    isRevoked: false,
    asked: 0,
    /** Answers to come before any other, first one first. */
    refusals: [] as Answer[],
    commands: undefined as unknown,
    endpoint: undefined as string | undefined,
  };
  const post = (channel: string, { body, files }: Asked): Answer => {
    const message = {
      channel,
      id: String(9_000_000_000_000_000_000n + BigInt(sent.length)),
      content: body.content ?? '',
      buttons: (body.components ?? []).flatMap(({ components }) => components),
      flags: body.flags ?? 0,
      mentions: body.allowed_mentions,
      files,
      edits: 0,
    };
    sent.push(message);
    return { status: 200, body: { id: message.id, channel_id: channel, content: message.content } };
  };
  const edit = (channel: string, id: string, { body }: Asked): Answer => {
    const message = sent.find((one) => one.channel === channel && one.id === id);
    if (message === undefined) return refusal(404, 10_008, 'Unknown Message');
    const { content = '', components = [], flags = 0, allowed_mentions: mentions } = body;
    const buttons = components.flatMap((row) => row.components);
    Object.assign(message, { content, buttons, flags, mentions, edits: message.edits + 1 });
    return { status: 200, body: { id, channel_id: channel, content } };
  };
  const answerOf = (asked: Asked): Answer => {
    const { method, path } = asked;
    const [, channel, message] = /^\/channels\/(\d+)\/messages(?:\/(\d+))?$/.exec(path) ?? [];
    if (channel !== undefined) {
      const refused = refuseMessage(method, asked);
      if (refused !== undefined) return refused;
      return method === 'POST' ? post(channel, asked) : edit(channel, message ?? '', asked);
    }
    return answerApplication(asked);
  };
  const answerApplication = ({ method, path, body }: Asked): Answer => {
    if (path === '/applications/@me' && method === 'PATCH')
      state.endpoint = (body as { interactions_endpoint_url: string }).interactions_endpoint_url;
    if (path === '/applications/@me')
      return { status: 200, body: { id: application, verify_key: verifyKey } };
    if (method !== 'PUT' || path !== `/applications/${application}/commands`)
      return refusal(404, 0, '404: Not Found');
    const problem = (body as readonly unknown[])
      .map((command) => unlikePublished('ApplicationCommandUpdateRequest', command))
      .find((one) => one !== undefined);
    if (problem !== undefined) return refusal(400, 50_035, `Invalid Form Body: ${problem}`);
    state.commands = body;
    return { status: 200, body };
  };
  const refuse = ({ headers }: IncomingMessage): Answer | undefined => {
    if (!/^DiscordBot \(.+\)/.test(headers['user-agent'] ?? ''))
      return { status: 403, body: '<html>error code: 1020</html>' };
    if (state.isRevoked || headers.authorization !== `Bot ${token}`)
      return refusal(401, 0, '401: Unauthorized');
    return state.refusals.shift();
  };
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    state.asked += 1;
    const asked = await readAsked(request);
    const { status, body, headers } = refuse(request) ?? answerOf(asked);
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v10`,
    sent,
    state,
    close: () => void server.close(),
  };
}

/** Discord's answer to who writes too fast. */
export const limited = (seconds: number): Answer => ({
  status: 429,
  body: { message: 'You are being rate limited.', retry_after: seconds, global: false },
  headers: { 'retry-after': String(Math.ceil(seconds)) },
});
