import { benchChain } from './chain.ts';
import { benchMission } from './mission.ts';

await import('./gate.ts');
benchChain();
await benchMission();
