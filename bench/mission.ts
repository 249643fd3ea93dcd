import { setTimeout as sleep } from 'node:timers/promises';
import { median, printFigure } from './figure.ts';
import type { BenchWorld } from './open-bench-world.ts';
import type { MissionTimes } from './run-mission.ts';
import { runMission } from './run-mission.ts';

const warmups = 3;
const runs = 7;
/** People pause between two missions, and what is done ahead for the next one is done then. */
const pauseMs = 800;

/** Wall time of a mission from its first event to its last, without the pod's steps and the model's writing. */
export async function benchMission(bench: BenchWorld): Promise<void> {
  const measured: MissionTimes[] = [];
  for (let run = 0; run < warmups + runs; run += 1) {
    measured.push(await runMission(bench));
    await sleep(pauseMs);
  }
  const counted = measured.slice(warmups);
  printFigure({
    figure: 'mission-overhead',
    value: Math.round(median(counted.map(({ overheadMs }) => overheadMs))),
    unit: 'ms, median',
    limit: 400,
    limit_is: 'at most',
    wall_ms: Math.round(median(counted.map(({ wallMs }) => wallMs))),
    steps_ms: Math.round(median(counted.map(({ stepsMs }) => stepsMs))),
    isolation: bench.world.podHost.isolation,
    missions: runs,
  });
  printFigure({
    figure: 'spec-to-report',
    value: Math.round(median(counted.map(({ specToReportMs }) => specToReportMs))),
    unit: 'ms, median: gate, writing by the built-in model, and a pod with boot and accept',
    steps_ms: Math.round(median(counted.map(({ stepsMs }) => stepsMs))),
    browser: (await bench.world.browser).said,
    missions: runs,
  });
}
