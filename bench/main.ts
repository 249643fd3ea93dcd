import { benchChain } from './chain.ts';
import { benchGate } from './gate.ts';
import { benchHiddenPodStart } from './hidden-pod-start.ts';
import { benchMission } from './mission.ts';
import { openBenchWorld } from './open-bench-world.ts';
import { benchSockets } from './sockets.ts';
import { benchStartUp } from './start-up.ts';

benchGate();
benchChain();
await benchStartUp();
const bench = await openBenchWorld();
try {
  await benchMission(bench);
  await benchHiddenPodStart(bench);
  await benchSockets(bench);
} finally {
  await bench.close();
}
