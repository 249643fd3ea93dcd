import { testModelWire } from '../../contract/model-wire.ts';
import type { FaultName, WireTraits } from '../../contract/wire-bench.ts';
import {
  anthropic,
  apiKey,
  type DoorUnderTest,
  modelOf,
  ollama,
  openAi,
  startStandIn,
} from './door-setting.ts';

const everyFault: readonly FaultName[] = [
  'wrong-key',
  'unknown-model',
  'too-long',
  'throttled',
  'overloaded',
  'content-refused',
  'no-credit',
];

const doors: readonly (readonly [DoorUnderTest, WireTraits])[] = [
  [anthropic, { faults: everyFault, refusesInStream: true, pings: true }],
  [openAi, { faults: everyFault, refusesInStream: true, pings: true }],
  [ollama, { faults: everyFault, refusesInStream: false, pings: false }],
];

for (const [door, traits] of doors) {
  testModelWire(door.name, traits, async (script) => {
    const standIn = await startStandIn(door, script);
    return {
      connect: (models, limits) => door.open(standIn.url, { models, ...limits }),
      asked: () => standIn.requests.map(modelOf),
      abandoned: () => standIn.abandoned,
      secret: apiKey,
      close: () => standIn.close(),
    };
  });
}
