import { type AnswerEnd, askInTurn, type ModelDoor } from '../../../core/model/ask-in-turn.ts';
import type { Hearing } from '../../../core/model/hearing.ts';
import type { FaultKind, FaultReading } from '../../../core/model/model-fault.ts';
import type { ConverseOptions, ModelCall } from '../../../core/ports/model.ts';
import type { ModelFacts } from '../../../core/wire/models.ts';
import { modelFacts } from '../ports/fake-model.ts';

const never = new AbortController().signal;
const call: ModelCall = {
  role: 'author',
  effort: 'low',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [{ kind: 'instruction', text: 'Write.' }] }],
  maxTokens: 1_000,
};
/** What an answer of these models took. */
export const usage = { inputTokens: 3, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 };
export const one = modelFacts('one', { context_tokens: 1_000 });
export const two = modelFacts('two', { context_tokens: 1_000 });
export const large = modelFacts('large', { context_tokens: 9_000 });

/** An error of a fake door, which holds what is read in it. */
export class Told extends Error {
  readonly reading: FaultReading;
  constructor(kind: FaultKind, more: Partial<FaultReading> = {}) {
    super(kind);
    this.reading = { kind, error: `${kind}-error`, message: `The provider said ${kind}.`, ...more };
  }
}

export type Act = (hearing: Hearing) => AnswerEnd | Promise<AnswerEnd>;
export const says =
  (text: string, end: AnswerEnd = 'whole'): Act =>
  (hearing) => {
    hearing.writes(text);
    hearing.took(usage);
    return end;
  };
export const fails =
  (kind: FaultKind, more: Partial<FaultReading> = {}): Act =>
  () => {
    throw new Told(kind, more);
  };

/** A door whose models do one thing after the other; notes who was asked, and how long was paused. */
export function fakeDoor(acts: Readonly<Record<string, readonly Act[]>>) {
  const asked: string[] = [];
  const pauses: number[] = [];
  const door: ModelDoor = {
    service: 'Somebody',
    remedies: {
      credentials: 'Mend the key.',
      payment: 'Pay.',
      access: 'Allow it.',
      'unknown-model': 'Name another.',
      parameters: 'Ask otherwise.',
      quota: 'Raise it.',
    },
    readFault: (error) => (error as Told).reading,
    ask: async ({ facts }, hearing) => {
      const nth = asked.filter((id) => id === facts.id).length;
      asked.push(facts.id);
      const act = acts[facts.id]?.[nth];
      if (act === undefined) throw new Error(`${facts.id} has nothing more to do`);
      return act(hearing);
    },
  };
  const ask = (
    models: readonly ModelFacts[] = [one, two],
    {
      maxAttempts = 1,
      changes = {},
      ...options
    }: Partial<ConverseOptions> & { maxAttempts?: number; changes?: Partial<ModelCall> } = {},
  ) => {
    const pause = async (waitMs: number) => pauses.push(waitMs);
    return askInTurn(
      door,
      { models, maxAttempts, pause },
      { ...call, ...changes },
      { signal: never, ...options },
    );
  };
  return { ask, asked, pauses };
}
