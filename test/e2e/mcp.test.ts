import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it } from 'vitest';
import { madeApiKeySchema } from '../../core/wire/access.ts';
import { signIn } from './rig/client.ts';
import { temporaryFolder } from './rig/folders.ts';
import { useProduct } from './rig/product.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const product = useProduct();

type Transport = Parameters<Client['connect']>[0];

async function connected(transport: unknown): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport as Transport);
  return client;
}

/** `gantry mcp` in a process of its own. */
const terminal = (env: Readonly<Record<string, string>>): StdioClientTransport =>
  new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=gantry-local', 'local/cli.ts', 'mcp'],
    cwd: repository,
    env: { PATH: process.env.PATH ?? '', ...env },
    stderr: 'ignore',
  });

async function use(client: Client, name: string, given: Record<string, unknown> = {}): Promise<string> {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [first] = content as { readonly text: string }[];
  expect(isError, first?.text).toBeFalsy();
  return first?.text ?? '';
}
const read = async (...asked: Parameters<typeof use>) => JSON.parse(await use(...asked));

async function ended(client: Client, mission_id: string) {
  for (;;) {
    const mission = await read(client, 'mission_status', { mission_id, wait_seconds: 50 });
    if (/DEPLOYED|FAILED|BLOCKED|CANCELLED/.test(mission.status)) return mission;
  }
}

describe('the protocol’s own client', () => {
  it('plans, builds and reads an app over HTTP, and merges it from the terminal with the session of the home', async () => {
    const { port, home } = product.current;
    const person = await signIn(product.current);
    const body = { name: 'mcp', scopes: ['build', 'read'] };
    const { key } = await person.send(madeApiKeySchema, 200, '/gantry/api-keys', body);
    const headers = { authorization: `Bearer ${key}` };
    const url = new URL(`http://127.0.0.1:${port}/gantry/mcp`);
    const http = await connected(new StreamableHTTPClientTransport(url, { requestInit: { headers } }));

    const { conversation_id, plan } = await read(http, 'plan_app', { message: 'Build a calculator' });
    expect(plan.title).toBe('Calculator');
    const { plan_id } = plan;
    const { mission_id } = await read(http, 'build_app', { plan_id, conversation_id });
    expect(await ended(http, mission_id)).toMatchObject({ status: 'DEPLOYED', app: 'calculator' });
    const { files } = await read(http, 'read_app_files', { app: 'calculator' });
    const [{ path }] = files;
    expect((await use(http, 'read_app_files', { mission_id, path })).length).toBeGreaterThan(0);
    expect(await use(http, 'get_evidence', { mission_id })).toContain(mission_id);
    const { contents } = await http.readResource({ uri: `gantry://missions/${mission_id}/log` });
    expect(contents).toMatchObject([{ mimeType: 'text/plain', text: expect.stringContaining('[test]') }]);
    await expect(use(http, 'merge', { app: 'calculator', number: 1 })).rejects.toThrow('scope merge');
    await http.close();

    const stdio = await connected(terminal({ PORT: String(port), GANTRY_HOME: home }));
    expect((await stdio.listTools()).tools).toHaveLength(9);
    const merged = await read(stdio, 'merge', { app: 'calculator', number: 1 });
    expect(merged.state).toBe('merged');
    const { apps } = await read(stdio, 'list_apps');
    expect(apps).toMatchObject([{ slug: 'calculator', live_url: expect.stringMatching(/^http/) }]);
    await stdio.close();
  });

  it('is told by the terminal how to sign in, where nobody has', async () => {
    const { port } = product.current;
    const env = { GANTRY_SERVER: `http://127.0.0.1:${port}`, XDG_CONFIG_HOME: temporaryFolder() };
    await expect(connected(terminal(env))).rejects.toThrow('Run gantry login');
  });
});
