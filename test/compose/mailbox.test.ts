import { execFile } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writesMailbox } from '../../compose/mailbox/allowed-request.ts';
import { createMailboxServer } from '../../compose/mailbox/mailbox-server.ts';

const order = '/objects/mailbox/msn_1/pod_1/in/order.json?X-Amz-Signature=s';
const servers: Server[] = [];
let emulator: string;
let proxy: string;
let seen: { readonly asked: string; readonly bytes: Buffer }[];

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

beforeEach(async () => {
  seen = [];
  emulator = await listen(
    createServer(async (asked, answer) => {
      seen.push({ asked: `${asked.method} ${asked.url}`, bytes: await buffer(asked) });
      answer.end('from the emulator');
    }),
  );
  proxy = await listen(createMailboxServer({ endpoint: emulator, log: () => undefined }));
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A program of Node as a pod's is: it knows of the proxy by its environment alone. */
async function runInPod(code: string): Promise<string> {
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--no-warnings', '-e', code],
    { env },
  );
  return stdout.trim();
}
const statusOf = (call: string): string =>
  `await fetch(${call}).then(async (r) => console.log(r.status, await r.text()), (e) => console.log('failed', e.cause?.message ?? e.message));`;
const formOf = (key: string): string =>
  `(() => { const form = new FormData(); form.append('key', ${JSON.stringify(key)}); form.append('Policy', 'p'); form.append('file', new Blob([new Uint8Array(300_000)])); return form; })()`;
const postOf = (key: string, path = '/objects'): string =>
  statusOf(`'${emulator}${path}', { method: 'POST', body: ${formOf(key)} }`);

function ask(method: string, target: string): Promise<number | undefined> {
  const { hostname: host, port } = new URL(proxy);
  return new Promise((resolve, reject) => {
    request({ host, port, method, path: target }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe("the proxy on the pods' network", () => {
  it('passes a read of a mailbox and a form into one on, whole', async () => {
    expect(await runInPod(statusOf(`'${emulator}${order}'`))).toBe('200 from the emulator');
    expect(await runInPod(postOf('mailbox/msn_1/pod_1/out/report.json'))).toBe('200 from the emulator');
    expect(seen.map(({ asked }) => asked)).toEqual([`GET ${order}`, 'POST /objects']);
    expect(seen[1]?.bytes.length).toBeGreaterThan(300_000);
    expect(seen[1]?.bytes.toString('latin1')).toMatch(/^--.*--\r\n$/s);
  });

  it.each([
    'evidence/msn_1.json',
    'mailbox/msn_1/pod_1/in/order.json',
    'mailbox/msn_1/pod_1/out/../../../evidence',
    'mailbox/msn_1/pod_1/out/report.json/x',
  ])('refuses a form that would write %s', async (key) => {
    expect(await runInPod(postOf(key))).toMatch(/^403/);
    expect(seen).toEqual([]);
  });

  it.each([
    ['GET', '/objects/mailbox/msn_1/pod_1/in/order.json'],
    ['GET', '/objects/evidence/msn_1.json?X-Amz-Signature=s'],
    ['GET', '/objects/mailbox/../evidence/in/order.json?X-Amz-Signature=s'],
    ['GET', '/objects/mailbox/msn_1/%2e%2e/in/order.json?X-Amz-Signature=s'],
    ['GET', '/objects?list-type=2&X-Amz-Signature=s'],
    ['GET', '/2015-03-31/functions/?X-Amz-Signature=s'],
    ['GET', '/restapis'],
    ['POST', '/'],
    ['POST', '/objects?delete'],
    ['PUT', '/objects/mailbox/msn_1/pod_1/in/order.json?X-Amz-Signature=s'],
    ['DELETE', '/objects/mailbox/msn_1/pod_1/in/order.json?X-Amz-Signature=s'],
  ])('refuses %s %s', async (method, path) => {
    expect(await ask(method, emulator + path)).toBe(403);
    expect(await ask(method, path)).toBe(403);
    expect(seen).toEqual([]);
  });

  it('leads to no other host, by an address or by a tunnel', async () => {
    const other = await listen(createServer((_, answer) => answer.end('reached')));
    expect(await runInPod(statusOf(`'${other}${order}'`))).not.toContain('reached');
    expect(await ask('GET', other + order)).toBe(403);
    expect(await ask('GET', `https://${new URL(emulator).host}${order}`)).toBe(403);
  });

  it('awaits the same requests in a tunnel to the emulator', async () => {
    const { hostname: host, port } = new URL(proxy);
    const tunnelled = await new Promise<string>((resolve, reject) => {
      request({ host, port, method: 'CONNECT', path: new URL(emulator).host })
        .on('connect', async (_, socket) => {
          socket.write('GET /2015-03-31/functions/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
          resolve((await buffer(socket)).toString());
        })
        .on('error', reject)
        .end();
    });
    expect(tunnelled).toMatch(/^HTTP\/1\.1 403/);
    expect(seen).toEqual([]);
  });
});

describe("a form's fields", () => {
  const part = (name: string, value: string): string =>
    `--b\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n`;
  const file = part('name="file"; filename="blob"', 'x');
  const good = part('name="key"', 'mailbox/m/p/out/log-1');
  const head = (text: string): string => `\r\n${text}`;

  it('write a mailbox by the one key that stands before the file', () => {
    expect(writesMailbox(head(good + file))).toBe(true);
    expect(writesMailbox(head(good))).toBe(false);
    expect(writesMailbox(head(file + good))).toBe(false);
  });

  it.each([
    ['twice', good + part('name="key"', 'evidence/x')],
    ['without quotes', good + part('name=key', 'evidence/x')],
    ['in capitals', good + part('NAME="KEY"', 'evidence/x')],
    ['encoded', good + part("name*=utf-8''key", 'evidence/x')],
    ['with spaces', good + part('name = "key"', 'evidence/x')],
    ['by a placeholder', part('name="key"', `mailbox/m/p/out/log-${'$'}{filename}`)],
  ])('that say the key %s are refused', (_, fields) => {
    expect(writesMailbox(head(fields + file))).toBe(false);
  });
});
