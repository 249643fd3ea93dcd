import { execFileSync, spawnSync } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';

const hasEngine =
  spawnSync('docker', ['network', 'inspect', 'gantry-pods'], { stdio: 'ignore' }).status === 0;
const docker = (...words: readonly string[]): string =>
  execFileSync('docker', words, { encoding: 'utf8', timeout: 60_000 });

const networkSchema = z
  .array(
    z.object({
      IPAM: z.object({ Config: z.array(z.object({ Gateway: z.string().optional() })) }),
      Containers: z.record(z.string(), z.object({ Name: z.string(), IPv4Address: z.string() })),
    }),
  )
  .length(1);
function inspect(network: string) {
  const [found] = networkSchema.parse(JSON.parse(docker('network', 'inspect', network)));
  if (found === undefined) throw new Error(`no ${network}`);
  return found;
}

/** What a program in the pods' network gets from each address: an error's code, or the status of an answer. */
function tryFromPod(addresses: readonly string[]): Record<string, string> {
  const code = `
    const tried = ${JSON.stringify(addresses)}.map(async (address) => {
      const got = await fetch(address, { signal: AbortSignal.timeout(3000) }).then((r) => r.status, (e) => e.cause?.code ?? e.name);
      return [address, String(got)];
    });
    console.log(JSON.stringify(Object.fromEntries(await Promise.all(tried))));
    process.exit();`;
  // Names that nobody knows are waited for, each in a thread.
  const threads = ['--env', 'UV_THREADPOOL_SIZE=64'];
  const place = [
    '--network',
    'gantry-pods',
    '--dns',
    '127.0.0.1',
    ...threads,
    '--entrypoint',
    '/usr/local/bin/node',
  ];
  const script = ['--input-type=module', '-e', code];
  return z
    .record(z.string(), z.string())
    .parse(JSON.parse(docker('run', '--rm', '--pull', 'never', ...place, 'gantry-pod', ...script)));
}

// A program in the network of the stack that is up, on this machine's engine.
describe.runIf(hasEngine)("the pods' network", () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', () => resolve()));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterAll(() => void server.close());

  it('leads to the proxy of mailboxes alone: to no service, not to the emulator, not to this machine, not out', () => {
    const services = ['gantry-cloud', 'gantry-engine', 'gantry-front'].flatMap((network) =>
      Object.values(inspect(network).Containers).map(({ IPv4Address: address }) => address.split('/')[0]),
    );
    const machine = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address);
    const gateways = ['gantry-pods', 'gantry-cloud'].flatMap((network) =>
      inspect(network).IPAM.Config.flatMap(({ Gateway: gateway }) => gateway ?? []),
    );
    const names = ['sockets', 'pods', 'model', 'hosts', 'edge', 'engine', 'aws', 'deployer'];
    const forbidden = [
      ...services.flatMap((host) => [
        `http://${host}:8080/`,
        `http://${host}:4566/`,
        `http://${host}:2375/_ping`,
      ]),
      ...names.map((name) => `http://${name}:8080/health`),
      ...[...machine, ...gateways].map((host) => `http://${host}:${port}/`),
      'http://192.0.2.1/',
      'http://169.254.169.254/',
    ];
    const health = 'http://mailbox:8080/health';
    const foreign = 'http://mailbox:8080/restapis';
    expect(tryFromPod([health, foreign])).toEqual({ [health]: '200', [foreign]: '403' });
    const others = tryFromPod(forbidden);
    expect(Object.keys(others)).toHaveLength(new Set(forbidden).size);
    expect(Object.entries(others).filter(([, result]) => /^\d+$/.test(result))).toEqual([]);
  });

  it('has nobody in it but that proxy and pods', () => {
    const inside = Object.values(inspect('gantry-pods').Containers).map(({ Name: name }) => name);
    expect(inside.filter((name) => !/mailbox|^gantry-pod-/.test(name))).toEqual([]);
  });
});
