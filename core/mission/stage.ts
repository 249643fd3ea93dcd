import * as z from 'zod';
import { missionIdSchema } from '../wire/ids.ts';

/** What every stage is given by the state machine; `stage` is the name of the state that calls. */
export const stageInputSchema = z.looseObject({
  mission_id: missionIdSchema,
  stage: z.string().max(80).optional(),
});
export type StageInput = z.infer<typeof stageInputSchema>;

/** What the state machine branches on; `settle` gives up, and what it is told of says why; `show` deploys what will be no success. */
export type NextStage =
  | 'specify'
  | 'draft'
  | 'heal'
  | 'gate'
  | 'build'
  | 'judge'
  | 'deploy'
  | 'show'
  | 'check'
  | 'publish'
  | 'settle';

/** What every stage answers; `error` is filled by the state machine's own Catch. */
export interface StageOutput {
  readonly mission_id: string;
  readonly next: NextStage;
  readonly error: null;
}

/** What a stage answers that has to wait: the state machine comes back to the state of that name. */
export interface WaitOutput {
  readonly mission_id: string;
  readonly next: 'wait';
  readonly stage: string;
  readonly seconds: number;
  readonly error: null;
}

export interface StageOptions {
  readonly signal: AbortSignal;
}

/** A stage's answer. */
export function goTo(missionId: string, next: NextStage): StageOutput {
  return { mission_id: missionId, next, error: null };
}
