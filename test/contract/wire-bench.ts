import { afterEach, beforeEach } from 'vitest';
import type { LostAttempt, Model, ModelCall, ModelTurn } from '../../core/ports/model.ts';
import type { ModelFacts } from '../../core/wire/models.ts';
import { inEveryRole, modelFacts } from '../core/ports/fake-model.ts';

/** What a provider says in the place of an answer. */
export type FaultName =
  | 'wrong-key'
  | 'unknown-model'
  | 'too-long'
  | 'throttled'
  | 'overloaded'
  | 'content-refused'
  | 'no-credit';

/** What a server does, one step after the other; it ends the stream after the last one unless that is `hang`. */
export type Step =
  | { readonly text: string }
  | { readonly thinking: string }
  /** Keeps the connection open and says nothing; not every provider does so. */
  | { readonly ping: true }
  | { readonly waitMs: number }
  | { readonly end: 'whole' | 'length' | 'refused' }
  | { readonly error: 'throttled' | 'overloaded' | 'failed' }
  | { readonly connection: 'cut' | 'hang' };

export type Reply = readonly Step[] | { readonly fault: FaultName; readonly retryAfter?: string };

interface Limits {
  readonly firstEventTimeoutMs: number;
  readonly silenceTimeoutMs: number;
  readonly maxAttempts: number;
}

/** One door before a server that speaks its provider's wire, in the provider's own words, and does what a script says. */
export interface WireSetting {
  readonly connect: (models: Model['models'], limits: Limits) => Model;
  /** The models that were asked, one a request. */
  readonly asked: () => readonly string[];
  /** Requests whose client hung up before the stream ended. */
  readonly abandoned: () => number;
  /** What nothing that people see may hold. */
  readonly secret: string;
  readonly close: () => Promise<void>;
}

export interface WireTraits {
  /** Faults that this provider does not have are left out. */
  readonly faults: readonly FaultName[];
  readonly refusesInStream: boolean;
  readonly pings: boolean;
}

export const call: ModelCall = {
  role: 'author',
  effort: 'low',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [{ kind: 'data', label: 'request', text: 'a task board' }] }],
  maxTokens: 4_000,
};
export const one = modelFacts('claude-one', { context_tokens: 100_000 });
export const two = modelFacts('claude-two', { context_tokens: 100_000 });
export const whole = (text: string): Reply => [{ text }, { end: 'whole' }];
/** Long enough for a busy machine, where a test does not wait for it. */
export const patient: Limits = { firstEventTimeoutMs: 10_000, silenceTimeoutMs: 10_000, maxAttempts: 1 };
export const impatient: Limits = { ...patient, firstEventTimeoutMs: 600, silenceTimeoutMs: 600 };

interface Outcome {
  readonly turn: ModelTurn;
  readonly text: string;
  readonly thoughts: number;
  readonly lost: readonly LostAttempt[];
}

/** Starts one setting a test, which does what `script` says. */
export type StartWire = (script: (modelId: string, nth: number) => Reply) => Promise<WireSetting>;

export interface WireBench {
  script: (modelId: string, nth: number) => Reply;
  readonly setting: WireSetting;
  readonly connect: (limits?: Limits, models?: readonly ModelFacts[]) => Model;
  readonly ask: (model: Model, changes?: Partial<ModelCall>) => Promise<Outcome>;
  /** What a call was rejected with. */
  readonly failure: (model: Model) => Promise<unknown>;
  /** The first model answers so, the second as it should. */
  readonly firstSays: (reply: Reply) => void;
}

async function ask(model: Model, changes: Partial<ModelCall> = {}): Promise<Outcome> {
  let text = '';
  let thoughts = 0;
  const lost: LostAttempt[] = [];
  const turn = await model.converse(
    { ...call, ...changes },
    {
      signal: AbortSignal.timeout(25_000),
      onText: (piece) => {
        text += piece;
      },
      onThinking: () => {
        thoughts += 1;
      },
      beforeAnother: async (attempt) => {
        lost.push(attempt);
        text = '';
      },
    },
  );
  return { turn, text, thoughts, lost };
}

/** Registers the hooks that start and close a setting around each test of a suite. */
export function useWire(start: StartWire): WireBench {
  let setting: WireSetting;
  const bench: WireBench = {
    script: () => whole('Hello.'),
    get setting() {
      return setting;
    },
    connect: (limits = patient, models = [one, two]) => setting.connect(inEveryRole(...models), limits),
    ask,
    failure: (model) => ask(model).catch((error: unknown) => error),
    firstSays: (reply) => {
      bench.script = (modelId) => (modelId === one.id ? reply : whole('From the second.'));
    },
  };
  beforeEach(async () => {
    setting = await start((modelId, nth) => bench.script(modelId, nth));
  });
  afterEach(() => setting.close());
  return bench;
}
