import * as world from '#world';
import { keepWorking } from '../../core/mission/keep-working.ts';
import { obeyWaits } from '../../core/mission/obey-waits.ts';
import type { StageInput, StageOptions, StageOutput } from '../../core/mission/stage.ts';
import { stageInputSchema } from '../../core/mission/stage.ts';
import { stageFunction } from './stage.ts';

/** The onion of a stage that answers where its mission goes next, that waits where a service asks for time, and that keeps what works. */
export const missionStage = (
  bind: () => (input: StageInput, options: StageOptions) => Promise<StageOutput>,
) =>
  stageFunction(stageInputSchema, () => {
    const log = { eventLog: world.eventLog(), digest: world.digest(), clock: world.clock() };
    return obeyWaits(log)(keepWorking(log)(bind()));
  });
