import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publicPageFetcher } from '../../../adapters/aws/page-fetcher.ts';
import { createPageFetcher } from '../../../adapters/node/page-fetcher.ts';
import { isPublicAddress } from '../../../adapters/node/public-address.ts';

const never = new AbortController().signal;
const limits = { maxBytes: 1_000, timeoutMs: 5_000 };
let hits = 0;
const server = createServer((_request, response) => {
  hits += 1;
  response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => server.close());
const port = (): number => (server.address() as AddressInfo).port;

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '169.254.170.2',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  'fd00:ec2::254',
  'fe80::1',
  'ff02::1',
])('counts %s as private', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['76.76.21.21', '172.32.0.1', '100.128.0.1', '8.8.8.8', '2606:4700::1111', '2a05:d014::1'])(
  'counts %s as public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

const refusal = { name: 'DependencyRefused', code: 'page_address_forbidden' };

test.each(['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])(
  'refuses http://%s/ before it connects',
  async (host) => {
    const before = hits;
    const fetched = publicPageFetcher().fetch(`http://${host}:${port()}/`, limits, never);
    await expect(fetched).rejects.toMatchObject(refusal);
    expect(hits).toBe(before);
  },
);

test('refuses a redirect into the private network', async () => {
  const loopbackOnly = createPageFetcher({
    lookup: (_host, _options, callback) => callback(null, '127.0.0.1', 4),
    allowsAddress: (address) => address === '127.0.0.1',
  });
  const fetched = loopbackOnly.fetch(`http://127.0.0.1:${port()}/`, limits, never);
  await expect(fetched).rejects.toMatchObject(refusal);
});

test('refuses a name of which one address is private', async () => {
  const fetcher = createPageFetcher({
    lookup: (_host, _options, callback) =>
      callback(null, [
        { address: '8.8.8.8', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]),
    allowsAddress: isPublicAddress,
  });
  await expect(fetcher.fetch('http://example.com/', limits, never)).rejects.toMatchObject(refusal);
});

test('asks for pages under localhost where it was told to, in their own name, and for nothing else there', async () => {
  const hosts: (string | undefined)[] = [];
  const told = createServer((request, response) => {
    hosts.push(request.headers.host);
    response.end('a page');
  });
  await new Promise<void>((resolve) => told.listen(0, '127.0.0.1', resolve));
  const { port: toldPort } = told.address() as AddressInfo;
  const fetcher = publicPageFetcher(`http://127.0.0.1:${toldPort}`);
  const url = 'http://todo-app.localhost:5050/index.html';
  const page = await fetcher.fetch(url, limits, never);
  expect([page.status, page.finalUrl, Buffer.from(page.bytes).toString()]).toEqual([200, url, 'a page']);
  for (const other of [
    'http://localhost:5050/',
    `http://127.0.0.1:${toldPort}/`,
    'http://xlocalhost.invalid/',
  ])
    await expect(fetcher.fetch(other, limits, never)).rejects.toThrow();
  await expect(publicPageFetcher().fetch(url, limits, never)).rejects.toThrow();
  expect(hosts).toEqual(['todo-app.localhost:5050']);
  told.closeAllConnections();
  told.close();
});
