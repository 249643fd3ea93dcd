import { describe, expect, it } from 'vitest';
import { app, never, request, useVercel } from './vercel-setting.ts';

const vercel = useVercel();

describe('an app with functions, on Vercel', () => {
  it('puts functions where Vercel looks for them, and modules where functions find them', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    const paths = ['index.html', 'server.js', 'src/greet.js', 'api/hello.js', 'package.json'];
    const unserved = ['vercel.json', 'migrations/0001_start.sql'];
    const files = [...paths, ...unserved].map((path) => ({ path, bytes: Buffer.from(path) }));
    await vercel.open().deploy(request(hosted, { stack: 'node', files }), never);
    expect([...(vercel.standIn.deployments[0]?.files.keys() ?? [])]).toEqual([
      'public/index.html',
      'public/server.js',
      'public/src/greet.js',
      'src/greet.js',
      'api/hello.js',
      'public/package.json',
      'package.json',
      'vercel.json',
    ]);
  });

  it('gives functions in TypeScript to Vercel as the engine reads them, and serves their sources as they are', async () => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    const sources = {
      'api/sum.ts':
        "import { sum } from '../src/sum.ts';\nexport const GET = (): Response => Response.json(sum(1, 2));\n",
      'api/old.js': "export { GET } from './_shared.mts';\n",
      'api/_shared.mts': 'export const GET = (request: Request) => new Response(request.url as string);\n',
      'api/data.json': '[1]',
      'src/sum.ts': 'export const sum = (a: number, b: number): number => a + b;\n',
      'src/kind.ts': 'export enum Kind { Page }\n',
    };
    const files = Object.entries(sources).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
    await vercel.open().deploy(request(hosted, { stack: 'node', files }), never);
    const deployed = vercel.standIn.deployments[0]?.files ?? new Map<string, Uint8Array>();
    const shown = Object.fromEntries(
      [...deployed].map(([path, bytes]) => [path, Buffer.from(bytes).toString()]),
    );
    expect(shown).toEqual({
      'api/sum.js':
        "import { sum } from '../src/sum.js';\nexport const GET = ()           => Response.json(sum(1, 2));\n",
      'api/old.js': "export { GET } from './_shared.mjs';\n",
      'api/_shared.mjs': 'export const GET = (request         ) => new Response(request.url          );\n',
      'api/data.json': '[1]',
      'public/api/data.json': '[1]',
      'public/src/sum.ts': sources['src/sum.ts'],
      // The page's alone: no function runs with it, here or in a pod.
      'public/src/kind.ts': sources['src/kind.ts'],
      'src/sum.js': 'export const sum = (a        , b        )         => a + b;\n',
    });
  });

  it.each([
    [{ 'api/a.ts': 'export enum A { b }' }, 'vercel-typescript'],
    [{ 'api/a.ts': '', 'api/a.js': '' }, 'vercel-name-twice'],
  ])('refuses functions that Vercel could not be given: %j', async (sources, code) => {
    const hosted = await vercel.open().ensureProject(app(1), never);
    const files = Object.entries(sources).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
    await expect(
      vercel.open().deploy(request(hosted, { stack: 'node', files }), never),
    ).rejects.toMatchObject({ code });
  });
});
