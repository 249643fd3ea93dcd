import { benchAppData } from './app-data.ts';
import { benchAuthoring } from './authoring.ts';
import { benchBundles } from './bundles.ts';
import { benchChain } from './chain.ts';
import { benchChecks } from './checks.ts';
import { benchConsole } from './console.ts';
import { benchFunctionCalls } from './function-calls.ts';
import { benchGate } from './gate.ts';
import { benchHiddenPodStart } from './hidden-pod-start.ts';
import { benchJudgedApps } from './judged-apps.ts';
import { benchMission } from './mission.ts';
import { openBenchWorld } from './open-bench-world.ts';
import { benchPodBrowser } from './pod-browser.ts';
import { benchSockets } from './sockets.ts';
import { benchStartUp } from './start-up.ts';
import { benchStepWatch } from './step-watch.ts';

benchGate();
benchAuthoring();
await benchBundles();
benchChain();
await benchChecks();
await benchJudgedApps();
await benchPodBrowser();
await benchStepWatch();
await benchFunctionCalls();
await benchAppData();
await benchStartUp();
const bench = await openBenchWorld();
try {
  await benchMission(bench);
  await benchHiddenPodStart(bench);
  await benchSockets(bench);
  await benchConsole(bench);
} finally {
  await bench.close();
}
