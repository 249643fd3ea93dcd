import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { usageOfTree } from '../pod-image/supervisor/process-tree.ts';
import { printFigure, rounded } from './figure.ts';

const looks = 200;
/** As watch-thread.ts looks where no control group holds a step. */
const looksPerSecond = 20;
/** A test runner with two files at once, which is the largest tree that a usual app's step is. */
const tree =
  "const { spawn } = require('node:child_process'); for (let n = 0; n < 2; n += 1) spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' }); console.log('up'); setInterval(() => {}, 1000);";

/** What of a processor the looks at a step take while it runs: the most that a step with one processor is slowed by them. */
export async function benchStepWatch(): Promise<void> {
  if (process.platform !== 'linux') {
    printFigure({ figure: 'step-watch', value: 0, unit: 'not measured: steps are looked at on Linux' });
    return;
  }
  const step = spawn(process.execPath, ['-e', tree], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await once(step.stdout, 'data');
    const { pid = 0 } = step;
    usageOfTree(pid);
    const before = process.cpuUsage();
    let processes = 0;
    for (let look = 0; look < looks; look += 1) ({ processes } = usageOfTree(pid));
    const { user, system } = process.cpuUsage(before);
    const eachMs = (user + system) / looks / 1_000;
    printFigure({
      figure: 'step-watch',
      value: rounded((eachMs * looksPerSecond) / 1_000),
      unit: 'of a processor',
      limit: 0.03,
      limit_is: 'at most',
      ms_a_look: rounded(eachMs),
      threads: processes,
    });
  } finally {
    if (step.pid !== undefined && step.exitCode === null) process.kill(-step.pid, 'SIGKILL');
  }
}
