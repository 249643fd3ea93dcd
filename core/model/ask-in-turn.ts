import { isGantryError } from '../errors.ts';
import type { ConverseOptions, ModelCall, ModelTurn } from '../ports/model.ts';
import type { ModelFacts } from '../wire/models.ts';
import { type Hearing, startHearing } from './hearing.ts';
import { keepLostAttempts, type LostAttempts } from './lost-attempts.ts';
import { extentOf, type FaultReading, isUnbilled, type ModelFault } from './model-fault.ts';
import { type ModelRequest, requestOf } from './model-request.ts';
import { noModelAnswered, type Provider } from './no-model-answered.ts';

/** How an answer came to its end. */
export type AnswerEnd = 'whole' | 'length' | 'refused';

/** One way to reach models. It asks once, tells what it hears, and throws whatever its library throws. */
export interface ModelDoor extends Provider {
  readonly ask: (request: ModelRequest, hearing: Hearing, signal: AbortSignal) => Promise<AnswerEnd>;
  readonly readFault: (error: unknown) => FaultReading;
}

interface AskingOptions {
  /** First to last. */
  readonly models: readonly ModelFacts[];
  /** Tries of one model that is busy and has read nothing. */
  readonly maxAttempts: number;
  readonly pause: (waitMs: number, signal: AbortSignal) => Promise<unknown>;
}

/** Another model of the list answers sooner than one that wants a longer wait. */
const longestPauseMs = 2_000;
const shortestPauseMs = 300;

const withoutWords = 'The model refuses this and does not say why. Ask for it in other words.';

/** An answer that ended well and has no words. */
class SilentAnswer extends Error {
  override readonly name = 'SilentAnswer';
}

/** What a door's own faults are read by, and those of this file. */
function readFault(door: ModelDoor, error: unknown): FaultReading {
  if (!(error instanceof SilentAnswer)) return door.readFault(error);
  return { kind: 'broken', error: error.name, message: error.message };
}

function turnAtEnd(end: AnswerEnd, modelId: string, hearing: Hearing): ModelTurn {
  const turn = { modelId, usage: hearing.usage().usage, text: hearing.text() };
  const isBlank = turn.text.trim() === '';
  switch (end) {
    case 'whole':
      if (isBlank) throw new SilentAnswer('The model gave an empty answer.');
      return { ...turn, stop: 'answered' };
    case 'length':
      return { ...turn, stop: 'cut-off', because: 'length' };
    case 'refused':
      return { ...turn, stop: 'refused', text: isBlank ? withoutWords : turn.text };
  }
}

/** The turn that a fault is all the same: words that came before it are kept, and a refusal is an answer. */
function turnDespite({ modelId, kind, message: why }: ModelFault, hearing: Hearing): ModelTurn | undefined {
  const turn = { modelId, usage: hearing.usage().usage, text: hearing.text() };
  if (kind === 'refused') return { ...turn, text: turn.text || why, stop: 'refused' };
  if (turn.text.trim() === '') return undefined;
  return { ...turn, stop: 'cut-off', because: 'stream', why };
}

/** The models in the order of this call, that whose last answer broke off at its end. */
const inOrder = (models: readonly ModelFacts[], askLast: string | undefined): readonly ModelFacts[] => [
  ...models.filter(({ id }) => id !== askLast),
  ...models.filter(({ id }) => id === askLast),
];

/** How long to pause before the same model is tried again; undefined where the next one is asked instead. */
function pauseBefore(fault: ModelFault, attempt: number, maxAttempts: number): number | undefined {
  const pauseMs = fault.retryAfterMs ?? shortestPauseMs * attempt;
  const mayPass = extentOf(fault) === 'moment' && isUnbilled(fault) && pauseMs <= longestPauseMs;
  return mayPass && attempt < maxAttempts ? pauseMs : undefined;
}

/** One call, while its list is gone through. */
interface Asking {
  readonly door: ModelDoor;
  readonly call: ModelCall;
  readonly options: ConverseOptions;
  readonly lost: LostAttempts;
}

/**
 * What a try is that its door threw out of. The caller's own reason once it has gone ends the call, and so does an error of ours: a policy's word, or
 * a key that is not to be had.
 */
function outcomeDespite(asking: Asking, modelId: string, hearing: Hearing, error: unknown) {
  asking.options.signal.throwIfAborted();
  if (isGantryError(error)) throw error;
  const fault = { ...readFault(asking.door, error), modelId, cause: error };
  const turn = turnDespite(fault, hearing);
  if (turn !== undefined) return turn;
  if (hearing.hasBegun() || !isUnbilled(fault))
    asking.lost.note({ modelId, ...hearing.usage(), why: fault.message });
  return fault;
}

/** One try of one model, which begins only when the lost ones before it are paid for. */
async function tryOnce(asking: Asking, facts: ModelFacts): Promise<ModelTurn | ModelFault> {
  const { door, call, options, lost } = asking;
  options.signal.throwIfAborted();
  await lost.pay();
  const request = requestOf(call, facts);
  const hearing = startHearing(call, request, options);
  try {
    return turnAtEnd(await door.ask(request, hearing, options.signal), facts.id, hearing);
  } catch (error) {
    return outcomeDespite(asking, facts.id, hearing, error);
  }
}

async function askOne(
  asking: Asking,
  facts: ModelFacts,
  { maxAttempts, pause }: AskingOptions,
): Promise<ModelTurn | ModelFault> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(asking, facts);
    const pauseMs = 'stop' in outcome ? undefined : pauseBefore(outcome, attempt, maxAttempts);
    if (pauseMs === undefined) return outcome;
    await pause(pauseMs, asking.options.signal);
  }
}

/**
 * Asks each model of a list in turn until one answers. What a failing one had thought is told to whoever pays before another is asked; what it
 * had written is a turn that was cut off. Rejects with DependencyFailed or DependencyRefused when none answers, with the caller's own reason
 * once it has gone, and with an error of ours, such as PolicyDenied, as soon as a door throws one.
 */
export async function askInTurn(
  door: ModelDoor,
  asked: AskingOptions,
  call: ModelCall,
  options: ConverseOptions,
): Promise<ModelTurn> {
  const lost = keepLostAttempts(options);
  const faults: ModelFault[] = [];
  let tooLongFor = 0;
  for (const facts of inOrder(asked.models, call.askLast)) {
    if (facts.context_tokens <= tooLongFor) continue;
    const outcome = await askOne({ door, call, options, lost }, facts, asked);
    if ('stop' in outcome) return outcome;
    faults.push(outcome);
    if (extentOf(outcome) === 'account') break;
    if (outcome.kind === 'too-long') tooLongFor = facts.context_tokens;
  }
  throw noModelAnswered(door, faults, lost.unpaid());
}
