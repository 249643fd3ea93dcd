import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runGantry } from './run-gantry.ts';

const why = 'Not promoted: its data cannot follow. 0002_unique.sql failed.';
const pull = {
  ...{ number: 2, state: 'merged', is_draft: false, title: 'Guests', body: '', url: 'http://x', branch: 'b' },
  ...{ head_sha: 'c', mission_id: null, diff: '' },
};
const point = {
  restore_point_id: 'rp_1',
  kept_at: '2026-12-01T04:49:31.902Z',
  reason: 'Before pull request 1 went live',
};
const answers: Readonly<Record<string, unknown>> = {
  'POST /gantry/apps/guests/pulls/1/merge': pull,
  'POST /gantry/apps/guests/pulls/2/merge': { ...pull, not_live: why },
  'GET /gantry/apps/guests/data/restore-points': { restore_points: [point] },
  'GET /gantry/apps/guests/secrets': {
    secrets: [{ name: 'MAIL_KEY', why: 'To send mail.', set_at: point.kept_at, set_by: 'ada' }],
  },
};

let server: Server;
const say = (...words: readonly string[]) =>
  runGantry(...words, '--server', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);

beforeAll(async () => {
  vi.stubEnv('GANTRY_API_KEY', 'gk_key');
  server = createServer((request, response) => {
    const answer = answers[`${request.method} ${request.url}`];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { code: 'no', message: `${request.method} ${request.url}` }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

it('says of a merge that did not go live that it did not, and why, and ends with 1', async () => {
  expect(await say('apps', 'merge', 'guests', '1')).toMatchObject({
    code: 0,
    out: 'Pull request 2 is merged: Guests\n',
  });
  expect(await say('apps', 'merge', 'guests', '2')).toMatchObject({
    code: 1,
    out: `Pull request 2 is merged, but not live. ${why}\n`,
  });
});

it('says moments as people do, and gives programs the exact one', async () => {
  const { out } = await say('apps', 'data', 'restore-points', 'guests');
  expect(out).toMatch(/^rp_1\t\d{1,2} \w{3} 2026, \d\d:\d\d\tBefore pull request 1 went live\n$/);
  expect((await say('apps', 'secrets', 'list', 'guests')).out).toMatch(
    /\tset \d{1,2} \w{3} 2026, \d\d:\d\d\t/,
  );
  const { out: json } = await say('apps', 'data', 'restore-points', 'guests', '--json');
  expect(JSON.parse(json).restore_points).toEqual([point]);
});
