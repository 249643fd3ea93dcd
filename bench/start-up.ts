import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { median, printFigure, rounded } from './figure.ts';

const runs = 3;
const repository = fileURLToPath(new URL('..', import.meta.url));
/** The least that can answer with the same page. */
const bareServer = `
  const server = require('node:http').createServer((request, response) =>
    response.end(require('node:fs').readFileSync('web/dist/index.html')));
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port));`;

/** From starting the process of \`npm start\` on a fresh home to its first page, against a Node that serves the same page and does nothing else. */
export async function benchStartUp(): Promise<void> {
  execFileSync(process.execPath, ['scripts/build-web.ts'], { cwd: repository, timeout: 60_000 });
  const [gantry, bare]: [number[], number[]] = [[], []];
  for (let run = 0; run < runs; run += 1) {
    gantry.push(await gantryMs());
    bare.push(await firstPageMs(['--eval', bareServer], {}));
  }
  printFigure({
    figure: 'start-up-to-first-page',
    value: rounded(median(gantry) / median(bare)),
    unit: 'of a bare node server',
    ms: Math.round(median(gantry)),
    bare_ms: Math.round(median(bare)),
    starts: runs,
  });
}

async function gantryMs(): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'gantry-bench-start-'));
  try {
    const env = { PORT: '0', GANTRY_HOME: home, GANTRY_ADMIN_PASSWORD: 'bench' };
    return await firstPageMs(['--conditions=gantry-local', 'local/main.ts'], env);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function firstPageMs(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const startMs = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: repository,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  try {
    const page = await fetch(await originOf(child.stdout), { signal: AbortSignal.timeout(10_000) });
    if (page.status !== 200) throw new Error(`The first page answered ${page.status}.`);
    await page.arrayBuffer();
    return performance.now() - startMs;
  } finally {
    child.kill();
    await gone;
  }
}

async function originOf(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const origin = /http:\/\/[\w.]+:\d+/.exec(line)?.[0];
    if (origin !== undefined) return origin;
  }
  throw new Error('The server ended before it listened.');
}
