import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../functions/_onion/client-address.ts';
import { findPage, onlyFor, openSocket, passViewer } from '../../infra/stacks/edge-functions.ts';

type Values = Readonly<Record<string, { readonly value: string }>>;
interface Answer {
  readonly uri?: string;
  readonly headers?: Values;
  readonly querystring?: Values;
  readonly statusCode?: number;
}

/** What CloudFront hands a viewer-request function, in its JavaScript runtime 2.0: no require, no fetch, no process. */
function run(
  code: string,
  uri: string,
  request: { headers?: Values; querystring?: Values } = {},
  ip = '198.51.100.7',
): Answer {
  const event = {
    version: '1.0',
    context: { eventType: 'viewer-request' },
    viewer: { ip },
    request: {
      method: 'GET',
      uri,
      headers: { host: { value: 'd111.cloudfront.net' }, ...request.headers },
      querystring: { ...request.querystring },
      cookies: {},
    },
  };
  const answered = runInNewContext(`${code}; JSON.stringify(handler(${JSON.stringify(event)}))`, {});
  return JSON.parse(String(answered)) as Answer;
}
const textsOf = (values: Values = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]));

describe('before the API, the edge', () => {
  it('names viewer and host, and leaves the path alone', () => {
    const { uri, headers } = run(passViewer, '/gantry/status/msn_1');
    expect(uri).toBe('/gantry/status/msn_1');
    expect(textsOf(headers)).toMatchObject({
      'x-gantry-viewer-address': '198.51.100.7',
      'x-gantry-viewer-host': 'd111.cloudfront.net',
    });
  });

  it('takes no word of a viewer on either', () => {
    const forged = {
      'x-gantry-viewer-address': { value: '203.0.113.1' },
      'x-gantry-viewer-host': { value: 'evil.example' },
    };
    expect(textsOf(run(passViewer, '/health', { headers: forged }).headers)).toMatchObject({
      'x-gantry-viewer-address': '198.51.100.7',
      'x-gantry-viewer-host': 'd111.cloudfront.net',
    });
  });

  it('is believed on the address beside its secret, and by nobody without', () => {
    const headers = textsOf(run(passViewer, '/health').headers);
    const requestContext = { identity: { sourceIp: '192.0.2.9' } } as Parameters<
      typeof clientAddress
    >[0]['requestContext'];
    const shown = { ...headers, 'x-gantry-edge-secret': 'of the edge' };
    expect(clientAddress({ headers: shown, requestContext }, 'of the edge')).toBe('198.51.100.7');
    expect(clientAddress({ headers, requestContext }, 'of the edge')).toBe('192.0.2.9');
    expect(clientAddress({ headers: shown, requestContext }, 'another')).toBe('192.0.2.9');
    expect(clientAddress({ headers: shown, requestContext }, undefined)).toBe('192.0.2.9');
  });
});

describe('before the sockets, the edge', () => {
  it('sets the stage as the path and puts the mission into the query, beside what was asked', () => {
    const { uri, querystring } = run(openSocket, '/gantry/ws/msn_01abc', {
      querystring: { ticket: { value: 'tkt' }, after: { value: '7' } },
    });
    expect(uri).toBe('/live');
    expect(textsOf(querystring)).toEqual({ mission_id: 'msn_01abc', ticket: 'tkt', after: '7' });
  });

  it('lets the path alone say which mission', () => {
    const { querystring } = run(openSocket, '/gantry/ws/msn_mine', {
      querystring: { mission_id: { value: 'msn_other' } },
    });
    expect(textsOf(querystring)).toEqual({ mission_id: 'msn_mine' });
  });

  it.each(['/gantry/ws/', '/gantry/ws/a/b', '/gantry/ws/..%2f', `/gantry/ws/${'a'.repeat(65)}`])(
    'answers 404 to %s',
    (uri) => expect(run(openSocket, uri).statusCode).toBe(404),
  );
});

describe('before the console, the edge', () => {
  it.each([
    ['/', '/index.html'],
    ['/docs', '/docs/index.html'],
    ['/assets/index-00000000.js', '/assets/index-00000000.js'],
    ['/nowhere', '/nowhere'],
  ])('turns %s into %s', (asked, found) => expect(run(findPage, asked).uri).toBe(found));
});

describe('where only some addresses may open Gantry, the edge', () => {
  const networks = ['203.0.113.0/24', '198.51.100.8/32', '2001:db8:12::/47', '::1/128'];
  const guarded = onlyFor(networks, findPage);

  it.each([
    ['203.0.113.0', true],
    ['203.0.113.255', true],
    ['203.0.112.255', false],
    ['203.0.114.0', false],
    ['198.51.100.8', true],
    ['198.51.100.7', false],
    ['2001:db8:12::1', true],
    ['2001:0db8:0013:ffff:0:0:0:1', true],
    ['2001:db8:14::1', false],
    ['::1', true],
    ['::2', false],
    // The same bits in the other kind of address are another address.
    ['::ffff:cb00:7101', false],
    ['0.0.0.1', false],
  ])('lets %s in: %s', (ip, isIn) => {
    const answer = run(guarded, '/', {}, ip);
    expect([answer.uri, answer.statusCode]).toEqual(isIn ? ['/index.html', undefined] : [undefined, 403]);
  });

  it('guards every way in, but for GitHub’s deliveries, which show a signature', () => {
    for (const code of [passViewer, openSocket, findPage])
      expect(run(onlyFor(networks, code), '/gantry/ws/msn_1').statusCode).toBe(403);
    expect(run(onlyFor(networks, passViewer), '/gantry/webhooks/github').uri).toBe('/gantry/webhooks/github');
    for (const path of ['/gantry/webhooks', '/gantry/webhooks/whk_1', '/gantry/webhooks/github/test'])
      expect(run(onlyFor(networks, passViewer), path).statusCode).toBe(403);
  });

  it('asks nobody where no address is named, and fits where CloudFront takes 10 KB', () => {
    expect(onlyFor([], findPage)).toBe(findPage);
    const most = Array.from({ length: 20 }, () => '2001:0db8:0000:0000:0000:0000:0000:0000/128');
    expect(Buffer.byteLength(onlyFor(most, passViewer))).toBeLessThan(10_240);
  });
});
