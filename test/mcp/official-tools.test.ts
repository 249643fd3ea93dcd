import { execFile } from 'node:child_process';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, dirname } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { madeApiKeySchema } from '../../core/wire/access.ts';
import { signIn } from '../e2e/rig/client.ts';
import { useProduct } from '../e2e/rig/product.ts';

const run = promisify(execFile);
const product = useProduct();
const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** Both come from npm when they are asked for: nobody who only runs Gantry needs them. */
const conformance = '@modelcontextprotocol/conformance@0.1.16';
const inspector = '@modelcontextprotocol/inspector@2.12.0';

async function use(tool: string, command: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` };
  const whole = ['exec', '--yes', `--package=${tool}`, '--', command, ...args];
  return (await run('npm', whole, { env, timeout: 240_000, maxBuffer: 8 << 20 })).stdout;
}

async function keyOf(): Promise<string> {
  const person = await signIn(product.current);
  const body = { name: 'official tools', scopes: ['build', 'read'] };
  return (await person.send(madeApiKeySchema, 200, '/gantry/api-keys', body)).key;
}

/** The suite knows no keys, so a door of its own adds one; all else it passes on, its own address in host and origin changed to Gantry's. */
async function doorWith(key: string): Promise<number> {
  const { port: gantry } = product.current;
  const server = createServer((asked, answer) => {
    const { port } = server.address() as AddressInfo;
    const readdressed = Object.entries(asked.headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll(`localhost:${port}`, `localhost:${gantry}`) : value,
    ]);
    const headers = { ...Object.fromEntries(readdressed), authorization: `Bearer ${key}` };
    const { url: path, method } = asked;
    const onward = send({ host: '127.0.0.1', port: gantry, path, method, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  open.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return (server.address() as AddressInfo).port;
}

describe('the protocol’s official tools', () => {
  // The suite's other scenarios ask for tools, prompts and resources that only its own example server has.
  it.each(['server-initialize', 'ping', 'tools-list', 'resources-list', 'dns-rebinding-protection'])(
    'find that Gantry conforms: %s',
    async (scenario) => {
      const port = await doorWith(await keyOf());
      const url = `http://localhost:${port}/gantry/mcp`;
      const said = await use(conformance, 'conformance', ['server', '--url', url, '--scenario', scenario]);
      expect(said).toMatch(/Passed: (\d+)\/\1, 0 failed, 0 warnings/);
    },
  );

  it('list its tools and call one: the inspector', async () => {
    const { port } = product.current;
    const header = `Authorization: Bearer ${await keyOf()}`;
    const place = ['--cli', `http://localhost:${port}/gantry/mcp`, '--transport', 'http', '--header', header];
    const inspect = async (...args: string[]) =>
      JSON.parse(await use(inspector, 'mcp-inspector', [...place, ...args]));
    const { tools } = await inspect('--method', 'tools/list');
    expect(tools.map(({ name }: { readonly name: string }) => name)).toContain('build_app');
    const { content } = await inspect('--method', 'tools/call', '--tool-name', 'list_apps');
    expect(JSON.parse(content[0].text)).toEqual({ apps: [] });
  });
});
