import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngineGuard } from '../../compose/engine/engine-guard.ts';

const folder = mkdtempSync(join(tmpdir(), 'gantry-guard-'));
const socketPath = join(folder, 'engine.sock');
const refused: string[] = [];
const engine = createServer((_, answer) =>
  answer
    .writeHead(200, {
      'api-version': '1.47',
      'content-type': 'text/plain',
      server: 'Docker/28',
      ostype: 'linux',
      'x-docker-container-path-stat': 'e30=',
    })
    .end('OK'),
);
let guard: Server;
let origin = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => engine.listen(socketPath, resolve));
  guard = createEngineGuard({
    socketPath,
    allow: ({ method, target }) =>
      method === 'HEAD' || target === '/_ping'
        ? { method: method === 'HEAD' ? 'HEAD' : 'GET', path: target }
        : undefined,
    log: (line) => refused.push(line),
  });
  await new Promise<void>((resolve) => guard.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(guard.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const server of [guard, engine]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

describe('the guard of the engine', () => {
  it('says which version the engine speaks, by which clients agree on one, and nothing else of it', async () => {
    const answer = await fetch(`${origin}/_ping`);
    expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
    expect(answer.headers.get('api-version')).toBe('1.47');
    expect(answer.headers.get('content-type')).toBe('text/plain');
    expect([answer.headers.get('server'), answer.headers.get('ostype')]).toEqual([null, null]);
  });

  it('says what a file of a container is to who may look at it', async () => {
    const answer = await fetch(`${origin}/containers/f/archive?path=%2F`, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('x-docker-container-path-stat')]).toEqual([200, 'e30=']);
  });

  it('refuses and logs what its policy does not let through', async () => {
    const answer = await fetch(`${origin}/info`);
    await answer.body?.cancel();
    expect(answer.status).toBe(403);
    expect(refused).toEqual(['refused: "GET /info"']);
  });
});
