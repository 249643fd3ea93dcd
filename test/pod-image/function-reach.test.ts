import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeRunner } from '../../pod-image/runners/make-runner.ts';
import { findToolchain } from '../../pod-image/runners/toolchain.ts';
import { createFunctionPool } from '../../pod-image/supervisor/function-pool.ts';
import { prepareCall } from '../../pod-image/supervisor/prepare-call.ts';
import { answerTo } from './support/call-in-sandbox.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';

const speaking = `import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
export const GET = async () => {
  const socket = connect(process.env.DATABASE_URL.replace('unix:', ''));
  socket.end('hello');
  return new Response(await text(socket));
};`;
const speakingPython = `import os, socket

def app(environ, start_response):
    start_response("200 OK", [])
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(os.environ["DATABASE_URL"].removeprefix("unix:"))
        connection.sendall(b"hello")
        connection.shutdown(socket.SHUT_WR)
        return [connection.makefile("rb").read()]
`;
const telling = `import { readdirSync, readFileSync } from 'node:fs';
export const GET = () => Response.json({
  variables: Object.keys(process.env).filter((name) => name === name.toUpperCase()).sort(),
  key: process.env.API_KEY ?? null,
  kernel: ['environ', 'cmdline'].map((name) => readFileSync('/proc/self/' + name, 'latin1')).join(),
  beside: readdirSync('/pod/artifact').sort(),
});`;

describe.skipIf(!hasBubblewrap)('what a function is given beside its files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-reach-'));
  const path = join(folder, 'echo.sock');
  let server: Server;
  beforeAll(async () => {
    server = createServer({ allowHalfOpen: true }, (socket) => {
      // A function that is over is cut off.
      socket.on('error', () => undefined);
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });
  const reach = {
    environment: { DATABASE_URL: 'unix:{socket:database}', API_KEY: 'placeholder-API_KEY' },
    sockets: { database: path },
  };

  it.each([
    ['api/x.js', speaking],
    ['api/x.py', speakingPython],
  ])('is a socket of the machine, which it finds by a variable: %s', async (file, source) => {
    expect((await answerTo(file, { [file]: source }, {}, reach)).text).toBe('hello');
  });

  it('are variables, which stand in no command line and not in what the kernel keeps of its environment', async () => {
    const seen = JSON.parse((await answerTo('api/x.js', { 'api/x.js': telling }, {}, reach)).text);
    expect(seen.key).toBe('placeholder-API_KEY');
    expect(seen.kernel).not.toContain('placeholder');
    expect(seen.variables).toEqual([
      'API_KEY',
      'DATABASE_URL',
      'HOME',
      'LANG',
      'PATH',
      'PWD',
      'PYTHONDONTWRITEBYTECODE',
      'TMPDIR',
    ]);
    expect(seen.beside).toEqual(['call', 'socket-database']);
  });

  it('is nothing where it is given nothing', async () => {
    const seen = JSON.parse((await answerTo('api/x.js', { 'api/x.js': telling })).text);
    expect(seen).toMatchObject({ key: null, beside: ['call'] });
  });

  it('is closed at once where the socket is gone, and no other call notices', async () => {
    const gone = { ...reach, sockets: { database: join(folder, 'gone.sock') } };
    const careful = speaking.replace('await text(socket)', "await text(socket).catch(() => '')");
    expect((await answerTo('api/x.js', { 'api/x.js': careful }, {}, gone)).text).toBe('');
  });

  it('lies where only the sandbox’s own user gets to', async () => {
    const place = mkdtempSync(join(tmpdir(), 'gantry-place-'));
    vi.stubEnv('TMPDIR', place);
    const prepared = await prepareCall(makeRunner('bubblewrap', findToolchain()), 'node');
    vi.unstubAllEnvs();
    const [work = ''] = readdirSync(place);
    expect(statSync(join(place, work, 'artifact')).mode & 0o777).toBe(0o700);
    await prepared?.discard();
    expect(readdirSync(place)).toEqual([]);
    rmSync(place, { recursive: true });
  });

  it('is never what another call was given, in sandboxes that stood ready, of which nothing is left in the end', async () => {
    const { pool, ask, end } = openPool();
    const keys: unknown[] = [];
    for (const environment of [{ API_KEY: 'first' }, undefined, { API_KEY: 'second' }, undefined])
      keys.push(await ask(environment));
    expect(keys).toEqual(['first', null, 'second', null]);
    await pool.close();
    expect(end()).toEqual([]);
  });

  it('is no memory of the call before, in the very module that answered it', async () => {
    const { pool, ask, end } = openPool(
      'let calls = 0; export const GET = () => Response.json({ key: (calls += 1) });',
    );
    expect([await ask(), await ask(), await ask()]).toEqual([1, 1, 1]);
    await pool.close();
    expect(end()).toEqual([]);
  });

  it('comes to the next call also where a sandbox was killed while it stood ready, and that leaves nothing either', async () => {
    const { pool, place, ask, end } = openPool();
    await ask();
    const [ready] = await vi.waitFor(() => {
      const found = sandboxesOf(place);
      expect(found).toHaveLength(2);
      return found;
    }, 10_000);
    process.kill(ready ?? process.pid, 'SIGKILL');
    await vi.waitFor(() => expect(readdirSync(place)).toHaveLength(1), 10_000);
    expect(await ask({ API_KEY: 'later' })).toBe('later');
    await pool.close();
    expect(end()).toEqual([]);
  });
});

/** A pool whose folders lie apart, so that what is left of it shows. */
function openPool(source = telling) {
  const place = mkdtempSync(join(tmpdir(), 'gantry-place-'));
  vi.stubEnv('TMPDIR', place);
  const pool = createFunctionPool({ runner: makeRunner('bubblewrap', findToolchain()), readyPerEngine: 2 });
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const files = [
    { path: 'package.json', bytes: base64('{"type":"module"}') },
    { path: 'api/x.js', bytes: base64(source) },
  ];
  const request = { method: 'GET', url: '/api/x', headers: {}, body: '' };
  const ask = async (environment?: Record<string, string>): Promise<unknown> => {
    const call = { file: 'api/x.js', files, request, ...(environment && { environment }) };
    const outcome = await pool.call(call, new AbortController().signal);
    if (outcome.kind === 'failed') throw new Error(outcome.because);
    return JSON.parse(Buffer.from(outcome.answer.body, 'base64').toString()).key;
  };
  const end = (): string[] => {
    vi.unstubAllEnvs();
    const left = readdirSync(place);
    rmSync(place, { recursive: true });
    return left;
  };
  return { pool, place, ask, end };
}

/** The first process of each sandbox that is shown a folder below a place. */
const sandboxesOf = (place: string): number[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'latin1');
      const isFirst = readFileSync(`/proc/${name}/stat`, 'latin1').split(' ')[3] === String(process.pid);
      return isFirst && command.includes(place) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
