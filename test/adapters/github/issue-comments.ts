import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A comment of Gantry's as GitHub keeps it. */
export interface KeptComment {
  readonly repository: string;
  readonly issue: number;
  readonly id: number;
  body: string;
  edits: number;
}

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Record<string, string>;
}

const notFound: Refusal = { status: 404, message: 'Not Found' };
const tooLong = 'Body is too long (maximum is 65536 characters)';

/** GitHub as far as comments go, with its limits and its words; numbers of comments grow, whoever writes them. */
export async function openIssueComments(token: string) {
  const kept: KeptComment[] = [];
  const state = { isRevoked: false, isLocked: false, busySeconds: 0, asked: 0, lastId: 1_000 };
  /** What people may do; nobody else is a collaborator. */
  const rights = new Map<string, { readonly id: number; readonly permission: string }>();

  const refuse = (authorization: string | undefined): Refusal | undefined => {
    if (state.isRevoked || authorization !== `token ${token}`)
      return { status: 401, message: 'Bad credentials' };
    if (state.busySeconds === 0) return undefined;
    const seconds = state.busySeconds;
    state.busySeconds = 0;
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return { status: 403, message, headers: { 'retry-after': String(seconds) } };
  };
  const write = (method: string, url: string, { body }: { readonly body: string }): Refusal | KeptComment => {
    if (state.isLocked) return { status: 403, message: 'Unable to create comment because issue is locked.' };
    if (body.length > 65_536) return { status: 422, message: tooLong };
    return method === 'POST' ? create(url, body) : change(url, body);
  };
  const create = (url: string, body: string): Refusal | KeptComment => {
    const [, repository = '', issue] = /^\/repos\/([^/]+\/[^/]+)\/issues\/(\d+)\/comments$/.exec(url) ?? [];
    if (issue === undefined) return notFound;
    state.lastId += 1;
    const comment = { repository, issue: Number(issue), id: state.lastId, body, edits: 0 };
    kept.push(comment);
    return comment;
  };
  const change = (url: string, body: string): Refusal | KeptComment => {
    const found = kept.find((one) => url === `/repos/${one.repository}/issues/comments/${one.id}`);
    return found === undefined ? notFound : Object.assign(found, { body, edits: found.edits + 1 });
  };
  const permission = (url: string): Refusal | object => {
    const [, login = ''] = /\/collaborators\/([^/]+)\/permission$/.exec(url) ?? [];
    const right = rights.get(login);
    if (right === undefined) return { status: 404, message: `${login} is not a user` };
    return { permission: right.permission, role_name: right.permission, user: { id: right.id, login } };
  };
  const server = createServer(async (request, response) => {
    state.asked += 1;
    const { method = '', url = '', headers } = request;
    const answer =
      refuse(headers.authorization) ??
      (method === 'GET' ? permission(url) : write(method, url, (await json(request)) as { body: string }));
    const isRefusal = 'message' in answer && 'status' in answer;
    response.writeHead(isRefusal ? Number(answer.status) : method === 'POST' ? 201 : 200, {
      'content-type': 'application/json',
      ...('headers' in answer && (answer.headers as Record<string, string>)),
    });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    kept,
    state,
    rights,
    nextId: () => {
      state.lastId += 1;
      return state.lastId;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
