import { afterAll, describe, expect, it } from 'vitest';
import { createFunctionCaller } from '../../adapters/local/app-host/call-function.ts';
import { createFunctionLogs } from '../../adapters/local/app-host/function-logs.ts';
import { createObjectStore } from '../../adapters/local/object-store.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';
import { hasBubblewrap } from '../pod-image/support/has-bubblewrap.ts';

const { signal } = new AbortController();
const home = temporaryHome();
const logs = createFunctionLogs(createObjectStore({ home }));
const { call, close } = createFunctionCaller({
  isolation: 'bubblewrap',
  home,
  logs,
  surroundings: async ({ deploymentId }) => ({
    environment: { API_KEY: `sk-${deploymentId}` },
    mask: (line) => line.replaceAll(`sk-${deploymentId}`, '[API_KEY]'),
  }),
});
afterAll(close);

const ask = (source: string, deploymentId = 'sums') =>
  call(
    {
      file: 'api/sum.js',
      files: [
        { path: 'package.json', bytes: Buffer.from('{"type":"module"}').toString('base64') },
        { path: 'api/sum.js', bytes: Buffer.from(source).toString('base64') },
      ],
      request: { method: 'GET', url: '/api/sum?visitor=secret', headers: {}, body: '' },
    },
    { projectId: 'sums', deploymentId },
    signal,
  );

describe.skipIf(!hasBubblewrap)('the log of a hosted app', () => {
  it('holds what functions print and how calls fail, no secret and no query', async () => {
    await ask("export const GET = () => new Response('quiet');");
    await ask(
      "export const GET = () => { console.log('key', process.env.API_KEY); return new Response('x'); };",
    );
    await ask('export const GET = () => { throw new Error(process.env.API_KEY); };', 'sums-preview');
    await ask('export const nothing = 1;');
    const [log, ...more] = await logs.read('sums', signal);
    expect(more).toEqual([]);
    const text = log?.lines.join('\n') ?? '';
    expect(text).toMatch(/^\S+Z sums: GET \/api\/sum: 200\nkey \[API_KEY\]\n/);
    expect(text).toMatch(/\n\S+Z sums-preview: GET \/api\/sum: failed before it gave an answer\n/);
    expect(text).toContain('Error: [API_KEY]');
    expect(text).toMatch(/GET \/api\/sum: no handler\napi\/sum\.js exports no handler/);
    expect(text).not.toMatch(/sk-|visitor|quiet/);
  });
});
