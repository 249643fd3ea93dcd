import type { SelfTestFinding } from '../../core/wire/self-test.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { judgeStep } from '../supervisor/judge-step.ts';
import { runScript } from './run-script.ts';

const memoryBytes = 160 * 1024 * 1024;
const timeMs = 2_000;
const grows =
  'const all = []; setInterval(() => { for (let n = 0; n < 4; n++) all.push(Buffer.alloc(4 << 20, 1)); }, 5);';
const hangs = 'for (;;);';

/** Has one step take more memory than it may, and another one never end. */
export async function tryLimits(runner: StepRunner): Promise<readonly SelfTestFinding[]> {
  const grown = await runScript(runner, { script: grows, limits: { memory_bytes: memoryBytes } });
  const because = judgeStep(grown.report, grown.isOutOfMemory);
  const hung = await runScript(runner, { script: hangs, leftMs: timeMs });
  const peak = Math.round(grown.report.peak_memory_bytes / 1024 / 1024);
  return [
    {
      finding: 'memory',
      holds: because === 'memory',
      words: `a step that may take ${memoryBytes / 1024 / 1024} MB and takes more ends by ${because ?? 'itself'}, seen at ${peak} MB and held by ${grown.report.held_by}`,
    },
    {
      finding: 'time',
      holds: hung.report.ended_by === 'time',
      words: `a step without an end that has ${timeMs} ms ends by ${hung.report.ended_by ?? 'itself'} after ${hung.report.duration_ms} ms`,
    },
  ];
}
