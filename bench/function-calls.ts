import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallFunction, createFunctionCaller } from '../adapters/local/app-host/call-function.ts';
import { detectIsolation } from '../adapters/local/pod-host/detect-isolation.ts';
import { median, printFigure, rounded } from './figure.ts';

const calls = 12;
/** Between two clicks of somebody who is quick; another sandbox stands ready by then. */
const betweenMs = 400;
const at = { projectId: 'bench', deploymentId: 'bench' };

const functions = {
  node: { file: 'api/sum.js', source: 'export const GET = () => Response.json(1 + 2);' },
  python: {
    file: 'api/sum.py',
    source: 'def app(environ, start_response):\n    start_response("200 OK", [])\n    return [b"3"]\n',
  },
} as const;

/** What a request to a function of a hosted app takes, isolation and all, against starting a Node that does nothing, in turn in the same run. */
export async function benchFunctionCalls(): Promise<void> {
  const { isolation } = await detectIsolation();
  if (isolation !== 'bubblewrap') {
    printFigure({ figure: 'function-call', value: 0, unit: 'not measured: no bubblewrap here' });
    return;
  }
  const home = mkdtempSync(join(tmpdir(), 'gantry-bench-functions-'));
  const { call, close } = createFunctionCaller({ isolation, home });
  try {
    for (const engine of ['node', 'python'] as const) await benchEngine(call, engine);
  } finally {
    await close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function benchEngine(call: CallFunction, engine: keyof typeof functions): Promise<void> {
  const [ours, bare]: [number[], number[]] = [[], []];
  const firstMs = await timeCall(call, engine);
  for (let run = 0; run < calls; run += 1) {
    await sleep(betweenMs);
    ours.push(await timeCall(call, engine));
    bare.push(timeBareNode());
  }
  const inARow: number[] = [];
  for (let run = 0; run < calls; run += 1) inARow.push(await timeCall(call, engine));
  printFigure({
    figure: `function-call-${engine}`,
    value: rounded(median(ours) / median(bare)),
    unit: 'of a bare node start',
    limit: 2,
    limit_is: 'at most',
    ms: rounded(median(ours)),
    bare_node_ms: rounded(median(bare)),
    first_ms: rounded(firstMs),
    without_pause_ms: rounded(median(inARow)),
    calls,
  });
}

async function timeCall(call: CallFunction, engine: keyof typeof functions): Promise<number> {
  const { file, source } = functions[engine];
  const bytes = Buffer.from(source).toString('base64');
  const files = [
    { path: file, bytes },
    { path: 'package.json', bytes: Buffer.from('{"type":"module"}').toString('base64') },
  ];
  const request = { method: 'GET', url: '/api/sum', headers: {}, body: '' };
  const startMs = performance.now();
  const outcome = await call({ file, files, request }, at, AbortSignal.timeout(20_000));
  if (outcome.kind !== 'answered') throw new Error(`The function gave no answer: ${JSON.stringify(outcome)}`);
  return performance.now() - startMs;
}

function timeBareNode(): number {
  const startMs = performance.now();
  spawnSync(process.execPath, ['--eval', '0'], { env: {} });
  return performance.now() - startMs;
}
