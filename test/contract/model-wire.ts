import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

const call: ModelCall = {
  role: 'author',
  effort: 'low',
  system: ['You write apps.'],
  messages: [{ role: 'user', blocks: [{ kind: 'data', label: 'request', text: 'a task board' }] }],
  maxTokens: 4_000,
};
const one = modelFacts('claude-one', { context_tokens: 100_000 });
const two = modelFacts('claude-two', { context_tokens: 100_000 });
const whole = (text: string): Reply => [{ text }, { end: 'whole' }];
/** Long enough for a busy machine, where a test does not wait for it. */
const patient: Limits = { firstEventTimeoutMs: 10_000, silenceTimeoutMs: 10_000, maxAttempts: 1 };
const impatient: Limits = { ...patient, firstEventTimeoutMs: 600, silenceTimeoutMs: 600 };

interface Outcome {
  readonly turn: ModelTurn;
  readonly text: string;
  readonly thoughts: number;
  readonly lost: readonly LostAttempt[];
}

/** Runs what is true of every door against one: time, streams that break off, and faults in the provider's own words. */
export function testModelWire(
  name: string,
  { faults, refusesInStream, pings }: WireTraits,
  start: (script: (modelId: string, nth: number) => Reply) => Promise<WireSetting>,
): void {
  describe(`the wire of ${name}`, () => {
    let setting: WireSetting;
    let script: (modelId: string, nth: number) => Reply;
    beforeEach(async () => {
      setting = await start((modelId, nth) => script(modelId, nth));
    });
    afterEach(() => setting.close());

    const connect = (limits: Limits = patient, models: readonly ModelFacts[] = [one, two]): Model =>
      setting.connect(inEveryRole(...models), limits);
    const ask = async (model: Model, changes: Partial<ModelCall> = {}): Promise<Outcome> => {
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
    };
    const firstSays = (reply: Reply, then: Reply = whole('From the second.')): void => {
      script = (modelId) => (modelId === one.id ? reply : then);
    };
    const failure = (model: Model): Promise<unknown> => ask(model).catch((error: unknown) => error);

    describe('time', () => {
      it('has no end for whoever writes steadily, though it be longer than every limit', async () => {
        const steps = Array.from({ length: 25 }, (_, index): Step[] => [
          { waitMs: 100 },
          { text: `line ${index}\n` },
        ]).flat();
        script = () => [...steps, { end: 'whole' }];
        const { turn, text, lost } = await ask(connect(impatient));
        expect(turn).toMatchObject({ stop: 'answered', modelId: one.id });
        expect(turn.text.split('\n')).toHaveLength(26);
        expect(text).toBe(turn.text);
        expect(lost).toEqual([]);
      });

      it('has no end for whoever thinks for long before it writes', async () => {
        const steps = Array.from({ length: 15 }, (): Step[] => [
          { waitMs: 100 },
          { thinking: 'Hm. ' },
        ]).flat();
        script = () => [...steps, { text: 'Done.' }, { end: 'whole' }];
        const { turn, thoughts } = await ask(connect(impatient));
        expect(turn).toMatchObject({ stop: 'answered', modelId: one.id, text: 'Done.' });
        expect(thoughts).toBeGreaterThanOrEqual(15);
      });

      if (pings)
        it('has no end for whoever only keeps the connection open', async () => {
          const steps = Array.from({ length: 15 }, (): Step[] => [{ waitMs: 100 }, { ping: true }]).flat();
          script = () => [{ text: 'Well. ' }, ...steps, { text: 'Done.' }, { end: 'whole' }];
          expect((await ask(connect(impatient))).turn).toMatchObject({
            stop: 'answered',
            text: 'Well. Done.',
          });
        });

      it('is longer until the first word than between two, also where the request is answered for at once', async () => {
        script = () => [{ waitMs: 1_200 }, { text: 'Done.' }, { end: 'whole' }];
        const { turn } = await ask(connect({ ...impatient, firstEventTimeoutMs: 5_000 }));
        expect(turn).toMatchObject({ stop: 'answered', modelId: one.id, text: 'Done.' });
      });

      it('ends for whoever falls silent in the middle: what came is a turn, and the line is hung up', async () => {
        script = () => [{ text: 'Half a' }, { connection: 'hang' }];
        const { turn } = await ask(connect(impatient));
        expect(turn).toMatchObject({
          stop: 'cut-off',
          because: 'stream',
          modelId: one.id,
          text: 'Half a',
          why: 'Nothing more came within 0.6 s.',
        });
        expect(turn.usage.outputTokens).toBeGreaterThan(6);
        await vi.waitFor(() => expect(setting.abandoned()).toBe(1));
        expect(setting.asked()).toEqual([one.id]);
      });

      it('ends for whoever never begins: the next model is asked, once that is paid for', async () => {
        firstSays([{ connection: 'hang' }]);
        const { turn, lost } = await ask(connect(impatient));
        expect(turn).toMatchObject({ stop: 'answered', modelId: two.id, text: 'From the second.' });
        expect(lost).toMatchObject([
          { modelId: one.id, isEstimate: true, why: 'No answer began within 0.6 s.' },
        ]);
      });

      it('ends for whoever falls silent while it thinks, and its thoughts are counted', async () => {
        firstSays([{ thinking: 'x'.repeat(500) }, { connection: 'hang' }]);
        const thinking = { thinking: 'always' as const, thinking_tokens: { low: 2_000, medium: 0, high: 0 } };
        const { turn, lost } = await ask(connect(impatient, [modelFacts(one.id, thinking), two]));
        expect(turn).toMatchObject({ modelId: two.id });
        expect(lost).toMatchObject([{ modelId: one.id, isEstimate: true }]);
        expect(lost[0]?.usage.outputTokens).toBeGreaterThan(2_500);
      });

      it('ends at once when the caller goes, also while a model thinks', async () => {
        script = () => [{ thinking: 'Hm.' }, { connection: 'hang' }];
        const leaving = new AbortController();
        const waiting = connect().converse(call, {
          signal: leaving.signal,
          onThinking: () => leaving.abort(new Error('gone')),
        });
        await expect(waiting).rejects.toThrow('gone');
        await vi.waitFor(() => expect(setting.abandoned()).toBe(1));
        expect(setting.asked()).toEqual([one.id]);
      });
    });

    describe('a stream that breaks off', () => {
      const breaks: readonly (readonly [string, readonly Step[]])[] = [
        ['loses its connection', [{ connection: 'cut' }]],
        ['ends without its end', []],
        ['is throttled', [{ error: 'throttled' }]],
        ['is refused by a busy server', [{ error: 'overloaded' }]],
        ['fails inside the provider', [{ error: 'failed' }]],
      ];

      it.each(breaks)('because it %s keeps what it brought, with the reason', async (_why, steps) => {
        const begun = 'Here:\n<g-abcdef file="a.js">\nconst a = ';
        script = () => [{ text: begun }, ...steps];
        const { turn, text } = await ask(connect());
        expect(turn).toMatchObject({ stop: 'cut-off', because: 'stream', modelId: one.id, text: begun });
        expect(text).toBe(begun);
        expect(turn).toHaveProperty('why', expect.stringMatching(/\S/));
        expect(turn.usage.outputTokens).toBeGreaterThan(begun.length);
        expect(turn.usage.cacheWriteTokens).toBeGreaterThan(JSON.stringify(call.messages).length);
      });

      it.each(breaks)(
        'because it %s before a word is lost, and the next model answers',
        async (_why, steps) => {
          firstSays([{ thinking: 'Hm.' }, ...steps]);
          const { turn, lost } = await ask(connect());
          expect(turn).toMatchObject({ stop: 'answered', modelId: two.id, text: 'From the second.' });
          expect(lost).toMatchObject([{ modelId: one.id, isEstimate: true }]);
        },
      );

      it('comes from the model that is asked last next time', async () => {
        script = (modelId) => whole(`From ${modelId}.`);
        const { turn } = await ask(connect(), { askLast: one.id });
        expect(turn).toMatchObject({ modelId: two.id });
        expect(setting.asked()).toEqual([two.id]);
      });

      it('from every model may be tried again, with what nobody paid for', async () => {
        script = () => [{ thinking: 'Hm.' }, { error: 'failed' }];
        const waiting = connect().converse(call, { signal: AbortSignal.timeout(25_000) });
        await expect(waiting).rejects.toMatchObject({
          name: 'DependencyFailed',
          code: 'model-failed',
          details: { unpaid: [{ modelId: one.id }, { modelId: two.id }] },
        });
      });
    });

    describe('an answer', () => {
      it('that the length limit ends is told apart from one that broke off', async () => {
        script = () => [{ text: 'Half a' }, { end: 'length' }];
        const { turn } = await ask(connect());
        expect(turn).toMatchObject({ stop: 'cut-off', because: 'length', text: 'Half a' });
        expect(turn.usage).toMatchObject({ inputTokens: 11, outputTokens: 7 });
      });

      it('without a word is none: the next model is asked, and what it took is paid for', async () => {
        firstSays([{ end: 'whole' }]);
        const { turn, lost } = await ask(connect());
        expect(turn).toMatchObject({ modelId: two.id });
        expect(lost).toMatchObject([{ modelId: one.id, isEstimate: false, usage: { outputTokens: 7 } }]);
      });

      if (refusesInStream)
        it('may be a refusal, in its own words or in ours', async () => {
          script = () => [{ text: 'I will not.' }, { end: 'refused' }];
          expect((await ask(connect())).turn).toMatchObject({ stop: 'refused', text: 'I will not.' });
          script = () => [{ end: 'refused' }];
          expect((await ask(connect())).turn).toMatchObject({
            stop: 'refused',
            text: expect.stringMatching(/refuses/),
          });
          expect(setting.asked()).toEqual([one.id, one.id]);
        });
    });

    describe('a fault', () => {
      it('of the key asks no other model, says who does what, and shows no key', async () => {
        script = () => ({ fault: 'wrong-key' });
        const error = await failure(connect());
        expect(error).toMatchObject({
          name: 'DependencyRefused',
          code: 'model-not-connected',
          message: expect.stringMatching(/did not accept .*(?:key|credentials)/),
          details: { failures: [{ modelId: one.id, message: expect.stringMatching(/\S/) }], unpaid: [] },
        });
        expect(JSON.stringify([error, String(error)])).not.toContain(setting.secret);
        expect(setting.asked()).toEqual([one.id]);
      });

      it('of one model asks the next and costs nothing', async () => {
        firstSays({ fault: 'unknown-model' });
        const { turn, lost } = await ask(connect());
        expect(turn).toMatchObject({ stop: 'answered', modelId: two.id });
        expect(lost).toEqual([]);
      });

      it('of every model is for a person to mend', async () => {
        script = () => ({ fault: 'unknown-model' });
        expect(await failure(connect())).toMatchObject({
          name: 'DependencyRefused',
          code: 'model-refused',
          message: expect.stringContaining('GANTRY_MODEL_IDS'),
          details: { failures: [{ modelId: one.id }, { modelId: two.id }], unpaid: [] },
        });
      });

      it('of a prompt that is too long asks only models with a longer context', async () => {
        firstSays({ fault: 'too-long' });
        expect(await failure(connect())).toMatchObject({
          name: 'DependencyRefused',
          code: 'model-input-too-long',
          message: expect.stringContaining('Ask for less'),
        });
        expect(setting.asked()).toEqual([one.id]);
        const larger = modelFacts('claude-large', { context_tokens: 1_000_000 });
        const { turn } = await ask(connect(patient, [one, two, larger]));
        expect(turn).toMatchObject({ stop: 'answered', modelId: larger.id });
      });

      it('of a moment is tried again with the same model after as long as it asks for', async () => {
        script = (_modelId, nth) =>
          nth === 0 ? { fault: 'throttled', retryAfter: '1' } : whole('At the second try.');
        const { turn, lost } = await ask(connect({ ...patient, maxAttempts: 2 }));
        expect(turn).toMatchObject({ stop: 'answered', modelId: one.id, text: 'At the second try.' });
        expect(lost).toEqual([]);
        expect(setting.asked()).toEqual([one.id, one.id]);
      });

      it('of a moment that asks for a long wait is handed to the next model', async () => {
        firstSays({ fault: 'throttled', retryAfter: '45' });
        expect((await ask(connect({ ...patient, maxAttempts: 2 }))).turn).toMatchObject({ modelId: two.id });
        expect(setting.asked()).toEqual([one.id, two.id]);
      });

      it('of a moment at every model tells the wait that was asked for', async () => {
        script = () => ({ fault: 'throttled', retryAfter: '45' });
        expect(await failure(connect())).toMatchObject({
          name: 'DependencyFailed',
          code: 'model-failed',
          retryAfterMs: 45_000,
          service: expect.stringMatching(/\S/),
          message: expect.stringContaining('45 s'),
        });
      });

      it('of a server that is too busy may be tried again', async () => {
        script = () => ({ fault: 'overloaded' });
        expect(await failure(connect())).toMatchObject({
          name: 'DependencyFailed',
          retryAfterMs: 15_000,
          details: { unpaid: [] },
        });
      });

      if (faults.includes('content-refused'))
        it('of what was asked for is a refusal in words', async () => {
          script = () => ({ fault: 'content-refused' });
          const { turn } = await ask(connect());
          expect(turn).toMatchObject({ stop: 'refused', text: expect.stringMatching(/content/i) });
          expect(setting.asked()).toEqual([one.id]);
        });

      if (faults.includes('no-credit'))
        it('of payment is for whoever pays', async () => {
          script = () => ({ fault: 'no-credit' });
          expect(await failure(connect())).toMatchObject({
            name: 'DependencyRefused',
            code: 'model-not-connected',
            message: expect.stringMatching(/credit|payment/),
          });
          expect(setting.asked()).toEqual([one.id]);
        });
    });
  });
}
