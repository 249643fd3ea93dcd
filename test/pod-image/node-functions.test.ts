import { describe, expect, it } from 'vitest';
import { answerTo, callInSandbox } from './support/call-in-sandbox.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';

// One by one what https://vercel.com/docs/functions/runtimes/node-js and its reference of helpers say of functions.

const json = { 'content-type': 'application/json' };
const echoBody =
  'export default (req, res) => res.json({ is: typeof req.body, body: req.body ?? null, isBuffer: Buffer.isBuffer(req.body) });';

describe.skipIf(!hasBubblewrap).concurrent('a Node function as Vercel documents it', () => {
  it.each([
    [
      "export default { fetch(request) { return new Response('Hello from ' + new URL(request.url).pathname); } };",
      'Hello from /api/x',
    ],
    ['export function fetch(request) { return new Response(request.method); }', 'GET'],
    ["export function GET(request) { return new Response('Hello'); }", 'Hello'],
    ['export const GET = async () => Response.json({ a: 1 });', '{"a":1}'],
    ["export default { GET: () => new Response('by a method') };", 'by a method'],
    [
      "export default function handler(request, response) { response.send('Hello ' + request.query.name); }",
      'Hello Ada',
    ],
    ['export default async (request, response) => { response.end(request.url); };', '/api/x?name=Ada'],
  ])('answers by %s', async (source, text) => {
    const answer = await answerTo('api/x.js', { 'api/x.js': source }, { url: '/api/x?name=Ada' });
    expect(answer.text).toBe(text);
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'])(
    'answers %s by a function of that name, and 405 without it',
    async (method) => {
      const named = { 'api/x.js': `export const ${method} = () => new Response(null, { status: 204 });` };
      expect((await answerTo('api/x.js', named, { method })).status).toBe(204);
      const other = {
        'api/x.js': `export const ${method === 'GET' ? 'PUT' : 'GET'} = () => new Response('x');`,
      };
      expect((await answerTo('api/x.js', other, { method })).status).toBe(405);
    },
  );

  it.each([
    ['application/json', '{"a":1}', { is: 'object', body: { a: 1 } }],
    ['application/json; charset=utf-8', '"text"', { is: 'string', body: 'text' }],
    ['application/json', '', { is: 'object', body: {} }],
    [
      'application/x-www-form-urlencoded',
      'a=1&a=2&b=x+y',
      { is: 'object', body: { a: ['1', '2'], b: 'x y' } },
    ],
    ['text/plain', 'words', { is: 'string', body: 'words' }],
    ['application/octet-stream', 'bytes', { is: 'object', isBuffer: true }],
    ['image/png', 'bytes', { is: 'undefined', body: null }],
    [undefined, 'bytes', { is: 'undefined', body: null }],
  ])('gives a body of type %s %j as %j', async (type, body, seen) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const { text } = await answerTo('api/x.js', { 'api/x.js': echoBody }, { method: 'POST', headers, body });
    expect(JSON.parse(text)).toMatchObject(seen);
  });

  it('answers 400 where a handler reads JSON that is none, and lets one that catches it go on', async () => {
    const asked = { method: 'POST', headers: json, body: '{' };
    expect(await answerTo('api/x.js', { 'api/x.js': echoBody }, asked)).toMatchObject({
      status: 400,
      text: 'Invalid JSON\n',
    });
    const careful = 'export default (req, res) => { try { req.body; } catch { res.status(422).end(); } };';
    expect(await answerTo('api/x.js', { 'api/x.js': careful }, asked)).toMatchObject({ status: 422 });
  });

  it('still gives the body as a stream', async () => {
    const source =
      "export default async (req, res) => { let all = ''; for await (const part of req) all += part; res.end(all); };";
    const asked = { method: 'POST', headers: json, body: '{"a":1}' };
    expect((await answerTo('api/x.js', { 'api/x.js': source }, asked)).text).toBe('{"a":1}');
  });

  it('gives query and cookies, names that come twice as a list', async () => {
    const source = 'export default (req, res) => res.json({ query: req.query, cookies: req.cookies });';
    const asked = {
      url: '/api/x?a=1&b=2&b=3&__proto__=4',
      headers: { cookie: 'one=1; two="x%20y"; one=3; =; bad=%' },
    };
    expect(JSON.parse((await answerTo('api/x.js', { 'api/x.js': source }, asked)).text)).toEqual({
      query: JSON.parse('{"a":"1","b":["2","3"],"__proto__":"4"}'),
      cookies: { one: '1', two: 'x y', bad: '%' },
    });
  });

  it.each([
    [
      'res.status(201).json({ a: 1 })',
      { status: 201, type: 'application/json; charset=utf-8', text: '{"a":1}' },
    ],
    ["res.send('<b>x</b>')", { status: 200, type: 'text/html; charset=utf-8', text: '<b>x</b>' }],
    ['res.send({ a: 1 })', { type: 'application/json; charset=utf-8', text: '{"a":1}' }],
    ['res.send(12)', { type: 'application/json; charset=utf-8', text: '12' }],
    ["res.send(Buffer.from('x'))", { type: 'application/octet-stream', text: 'x' }],
    ['res.send(null)', { type: undefined, text: '' }],
    ["res.setHeader('content-type', 'text/csv').send('a,b')", { type: 'text/csv', text: 'a,b' }],
    ['res.status(204).json({})', { status: 204, type: undefined, text: '' }],
    ["res.redirect('/other')", { status: 307, headers: { location: '/other' } }],
    ["res.redirect(301, '/other')", { status: 301, headers: { location: '/other' } }],
  ])('answers %s', async (call, answer) => {
    const source = `export default (req, res) => { ${call}; };`;
    expect(await answerTo('api/x.js', { 'api/x.js': source })).toMatchObject(answer);
  });

  it('does what a handler asks to be waited for', async () => {
    const source = `import { setTimeout as sleep } from 'node:timers/promises';
export const GET = (request, { waitUntil }) => { waitUntil(sleep(50).then(() => console.log('done later'))); return new Response('x'); };`;
    expect(await callInSandbox('api/x.js', { 'api/x.js': source })).toMatchObject({
      kind: 'answered',
      log: ['done later'],
    });
  });

  it('is heard to its last line, however fast it prints', async () => {
    const source =
      "export const GET = () => { for (let at = 0; at < 5_000; at += 1) console.log(at); return new Response('x'); };";
    const { log } = await callInSandbox('api/x.js', { 'api/x.js': source });
    expect(log).toEqual(Array.from({ length: 200 }, (_, at) => String(4_800 + at)));
  });

  it('has what its address holds in the query', async () => {
    const source = 'export const GET = (request) => Response.json([...new URL(request.url).searchParams]);';
    const file = 'api/users/[id]/[...rest].js';
    const url = '/api/users/7/a/b?x=1';
    expect(JSON.parse((await answerTo(file, { [file]: source }, { url })).text)).toEqual([
      ['x', '1'],
      ['id', '7'],
      ['rest', 'a/b'],
    ]);
  });

  it('runs CommonJS where the manifest says so', async () => {
    const sources = {
      'package.json': '{"type":"commonjs"}',
      'api/x.js': "const { name } = require('./_name'); module.exports = (req, res) => res.end(name);",
      'api/_name.js': "exports.name = 'common';",
    };
    expect((await answerTo('api/x.js', sources)).text).toBe('common');
  });
});

describe.skipIf(!hasBubblewrap).concurrent('a TypeScript function', () => {
  it('runs with its types, and finds modules under the name that they have here or on the host', async () => {
    const sources = {
      'api/x.ts': `import type { VercelRequest, VercelResponse } from '@vercel/node';
import { one } from '../src/one.ts';
import { two } from '../src/two.js';
import { three } from './_three.mjs';
import data from '../data.json' with { type: 'json' };
export default function handler(request: VercelRequest, response: VercelResponse): void {
  response.json([one, two, three, (data as { four: number }).four]);
}`,
      'src/one.ts': 'export const one: number = 1;',
      'src/two.ts': 'export const two: number = 2;',
      'api/_three.mts': 'export const three: number = 3;',
      'data.json': '{"four":4}',
    };
    expect((await answerTo('api/x.ts', sources)).text).toBe('[1,2,3,4]');
    const modern = { ...sources, 'api/y.mts': sources['api/x.ts'] };
    expect((await answerTo('api/y.mts', modern)).text).toBe('[1,2,3,4]');
  });

  it('finds no module without an ending, as on the host', async () => {
    const sources = {
      'api/x.ts': "import { one } from './_one';\nexport const GET = () => new Response(one);",
      'api/_one.ts': "export const one = 'x';",
    };
    const outcome = await callInSandbox('api/x.ts', sources);
    expect(outcome).toMatchObject({ kind: 'failed', because: 'error' });
    expect(outcome.log?.join('\n')).toContain("Cannot find module '/pod/tree/api/_one'");
  });
});

describe.skipIf(!hasBubblewrap).concurrent('a function that imports a module of the root', () => {
  it.each([
    ['api/x.js', "import '../rules.js';", 'rules.js'],
    ['api/x.py', 'from rules import RULES', 'rules.py'],
  ])('fails, as Vercel would find a server there, and is told so: %s', async (file, source, module) => {
    const outcome = await callInSandbox(file, { [file]: source, [module]: '' });
    expect(outcome).toMatchObject({ kind: 'failed', because: 'error' });
    expect(outcome.log?.at(-1)).toBe(
      `${module} lies at the root of the app, where functions find no modules: move it into a folder, such as lib/.`,
    );
  });
});

describe.skipIf(!hasBubblewrap).concurrent('a function that cannot answer', () => {
  it.each([
    ["export async function handler(event) { return { statusCode: 200, body: 'x' }; }"],
    ['export const rules = [];'],
    ['export default { port: 3000 };'],
  ])('is told which forms there are: %s', async (source) => {
    const outcome = await callInSandbox('api/roll.js', { 'api/roll.js': source });
    expect(outcome).toMatchObject({ kind: 'failed', because: 'handler' });
    expect(outcome.log?.join('\n')).toMatch(
      /^api\/roll\.js exports no handler\..*export default function \(request, response\).*GET, POST/,
    );
  });

  it('is ended after ten seconds, and what it printed until then is kept', async () => {
    const source =
      "export const GET = () => { console.log('begun'); return new Promise(() => setInterval(() => {}, 1_000)); };";
    expect(await callInSandbox('api/x.js', { 'api/x.js': source })).toEqual({
      kind: 'failed',
      because: 'time',
      log: ['begun'],
    });
  });

  it.each([
    [
      "export default () => { console.error('before'); throw new Error('broken'); };",
      /before.*Error: broken.*api\/x\.js:1/s,
    ],
    ["export const GET = async () => { throw new Error('broken'); };", /Error: broken/],
    ["export const GET = () => 'text';", /The handler returned no Response/],
    [
      "export const config = { runtime: 'edge' }; export default async () => Response.json(1);",
      /returned a Response, which a function in the form of Node does not send.*export function GET\(request\)/,
    ],
    [
      "setTimeout(() => { throw new Error('later'); }); export const GET = () => new Promise(() => {});",
      /Error: later/,
    ],
    ["import './missing.js';", /Cannot find module/],
    ['export const GET = (', /SyntaxError/],
  ])('says why: %s', async (source, said) => {
    const outcome = await callInSandbox('api/x.js', { 'api/x.js': source });
    expect(outcome).toMatchObject({ kind: 'failed', because: 'error' });
    expect(outcome.log?.join('\n')).toMatch(said);
  });
});
