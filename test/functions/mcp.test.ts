import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeApiKey } from '../../core/access/api-keys.ts';
import type { Caller } from '../../core/access/sessions.ts';
import type { Scope } from '../../core/wire/access.ts';
import { callRoute, errorOf } from './call-function.ts';
import { signedIn, things } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
let ana: { readonly token: string; readonly caller: Caller };
let ben: { readonly token: string };
let own: Readonly<Record<string, string>>;

beforeAll(async () => {
  vi.stubEnv('GANTRY_RATE_KEY_BUILD', '1');
  opened = await openWorld();
  ana = await signedIn(opened.world, 'ana');
  ben = await signedIn(opened.world, 'ben');
  own = await things(opened.world, ana.caller);
});
afterAll(() => {
  vi.unstubAllEnvs();
  opened.close();
});

/** The protocol's own client, whose requests go to the function as API Gateway would send them. */
async function clientOf(token: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  const send = async (_url: unknown, init: RequestInit = {}): Promise<Response> => {
    const name = ({ POST: 'mcp', GET: 'mcpStream' } as const)[init.method === 'GET' ? 'GET' : 'POST'];
    const headers = Object.fromEntries(new Headers(init.headers));
    const body = typeof init.body === 'string' ? init.body : undefined;
    const answer = await callRoute(name, { token, headers, body });
    return new Response(answer.text, { status: answer.status, headers: headersOf(answer.headers) });
  };
  const transport = new StreamableHTTPClientTransport(new URL('http://gantry.invalid/gantry/mcp'), {
    fetch: send,
  });
  await client.connect(transport as Parameters<Client['connect']>[0]);
  return client;
}
const headersOf = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const keyFor = async (scopes: readonly Scope[]): Promise<string> =>
  (await makeApiKey(opened.world)({ caller: ana.caller, name: 'mcp', scopes }, AbortSignal.timeout(10_000)))
    .key;

async function use(token: string, name: string, given: Record<string, unknown> = {}) {
  const client = await clientOf(token);
  const { content, isError = false } = await client.callTool({ name, arguments: given });
  await client.close();
  const [first] = content as { readonly text: string }[];
  return { isError, text: first?.text ?? '' };
}

describe('the MCP server', () => {
  it('introduces itself to the protocol’s own client, with its tools and resources', async () => {
    const client = await clientOf(ana.token);
    expect(client.getServerVersion()).toMatchObject({ name: 'gantry' });
    expect((await client.listTools()).tools).toHaveLength(9);
    expect((await client.listResourceTemplates()).resourceTemplates).toHaveLength(4);
    const { resources } = await client.listResources();
    expect(resources.map(({ uri }) => uri)).toEqual([
      `gantry://missions/${own.mission_id}/log`,
      `gantry://missions/${own.mission_id}/report`,
    ]);
    await client.close();
  });

  it('shows the apps and missions of whoever asks, and nobody else’s', async () => {
    expect(JSON.parse((await use(ana.token, 'list_apps')).text)).toMatchObject({ apps: [{ slug: 'todo' }] });
    expect(JSON.parse((await use(ben.token, 'list_apps')).text)).toEqual({ apps: [] });
    const { mission_id } = own;
    expect((await use(ana.token, 'mission_status', { mission_id })).text).toContain(mission_id);
    for (const tool of ['mission_status', 'cancel_mission', 'get_evidence', 'read_app_files'])
      expect(await use(ben.token, tool, { mission_id })).toEqual({
        isError: true,
        text: expect.stringContaining('mission_not_found'),
      });
    expect((await use(ben.token, 'merge', { app: 'todo', number: 1 })).text).toContain('app_not_found');
  });

  it('starts a mission once for one key, and reads it back', async () => {
    const given = { idea: 'Build a calculator', request_key: 'one' };
    const [first, again] = [
      await use(ana.token, 'build_app', given),
      await use(ana.token, 'build_app', given),
    ];
    expect(JSON.parse(again.text).mission_id).toBe(JSON.parse(first.text).mission_id);
  });

  it('holds an API key to the scopes of the routes behind its tools', async () => {
    const reads = await keyFor(['read']);
    expect((await use(reads, 'list_apps')).isError).toBe(false);
    expect(await use(reads, 'build_app', { idea: 'a timer' })).toEqual({
      isError: true,
      text: 'This needs the scope build, which this API key or connection does not have. Make one that does. (scope_missing)',
    });
    const builds = await keyFor(['build', 'read']);
    expect((await use(builds, 'merge', { app: 'todo', number: 1 })).text).toContain('scope merge');
    const merges = await keyFor(['merge', 'read']);
    expect((await use(merges, 'merge', { app: 'nothing', number: 1 })).text).toContain('app_not_found');
  });

  it('takes from the bucket of the route behind a tool', async () => {
    const key = await keyFor(['build', 'read']);
    const mission_id = 'msn_00000000000000000000000000';
    expect((await use(key, 'cancel_mission', { mission_id })).text).toContain('mission_not_found');
    expect(await use(key, 'cancel_mission', { mission_id })).toEqual({
      isError: true,
      text: expect.stringContaining('rate_limited'),
    });
    expect((await use(key, 'list_apps')).isError).toBe(false);
  });

  it('answers what is wrong with a call in words', async () => {
    expect(await use(ana.token, 'rm')).toEqual({
      isError: true,
      text: expect.stringContaining('no such tool'),
    });
    expect((await use(ana.token, 'mission_status', { mission_id: 'x' })).text).toContain('at mission_id');
    const client = await clientOf(ana.token);
    await expect(client.readResource({ uri: 'gantry://missions/x/log' })).rejects.toMatchObject({
      code: -32_002,
    });
    await client.close();
  });

  it('tells a client that wants to know how a mission goes while it waits', async () => {
    const client = await clientOf(ana.token);
    const notices: unknown[] = [];
    const call = { name: 'mission_status', arguments: { mission_id: own.mission_id, wait_seconds: 1 } };
    const onprogress = (notice: unknown): void => void notices.push(notice);
    const { content } = await client.callTool(call, undefined, { onprogress });
    await client.close();
    expect(notices).toEqual([{ progress: expect.any(Number), message: expect.any(String) }]);
    expect(JSON.stringify(content)).toContain(own.mission_id);
  });

  it('offers no stream and no session, and asks who calls', async () => {
    for (const name of ['mcpStream', 'mcpEnd'] as const) {
      const answer = await callRoute(name, { token: ana.token });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
    }
    const stranger = await callRoute('mcp', { body: { jsonrpc: '2.0', id: 1, method: 'ping' } });
    expect([stranger.status, stranger.headers['www-authenticate']]).toEqual([
      401,
      expect.stringContaining('resource_metadata='),
    ]);
  });

  it('takes one message at a time, in the form of the protocol', async () => {
    const accept = 'application/json, text/event-stream';
    const message = { jsonrpc: '2.0', id: 1, method: 'ping' };
    const knock = (body: unknown, headers: Record<string, string> = { accept }) =>
      callRoute('mcp', { token: ana.token, body, headers });
    expect(JSON.parse((await knock(message)).text)).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    expect(errorOf(await knock([message, message])).code).toBe('input_invalid');
    const notice = await knock({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect([notice.status, notice.text]).toEqual([202, '']);
    expect((await knock(message, { accept: 'text/html' })).status).toBe(406);
    const old = await knock(message, { accept, 'mcp-protocol-version': '1999-01-01' });
    expect(old.status).toBe(400);
    expect((await knock(message, { accept, origin: 'https://evil.example' })).status).toBe(403);
  });
});
