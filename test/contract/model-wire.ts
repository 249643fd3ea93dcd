import { describe, expect, it, vi } from 'vitest';
import { modelFacts } from '../core/ports/fake-model.ts';
import { testModelFaults } from './model-faults.ts';
import {
  call,
  impatient,
  one,
  type StartWire,
  type Step,
  two,
  useWire,
  type WireBench,
  type WireTraits,
  whole,
} from './wire-bench.ts';

/** Runs what is true of every door against one: time, streams that break off, and faults in the provider's own words. */
export function testModelWire(name: string, traits: WireTraits, start: StartWire): void {
  describe(`the wire of ${name}`, () => {
    const bench = useWire(start);
    testTime(bench, traits);
    testBreaks(bench);
    testAnswers(bench, traits);
    testModelFaults(bench, traits);
  });
}

function testTime(bench: WireBench, { pings }: WireTraits): void {
  describe('time', () => {
    it('has no end for whoever writes steadily, though it be longer than every limit', async () => {
      const steps = Array.from({ length: 25 }, (_, index): Step[] => [
        { waitMs: 100 },
        { text: `line ${index}\n` },
      ]).flat();
      bench.script = () => [...steps, { end: 'whole' }];
      const { turn, text, lost } = await bench.ask(bench.connect(impatient));
      expect(turn).toMatchObject({ stop: 'answered', modelId: one.id });
      expect(turn.text.split('\n')).toHaveLength(26);
      expect(text).toBe(turn.text);
      expect(lost).toEqual([]);
    });

    it('has no end for whoever thinks for long before it writes', async () => {
      const steps = Array.from({ length: 15 }, (): Step[] => [{ waitMs: 100 }, { thinking: 'Hm. ' }]).flat();
      bench.script = () => [...steps, { text: 'Done.' }, { end: 'whole' }];
      const { turn, thoughts } = await bench.ask(bench.connect(impatient));
      expect(turn).toMatchObject({ stop: 'answered', modelId: one.id, text: 'Done.' });
      expect(thoughts).toBeGreaterThanOrEqual(15);
    });

    if (pings)
      it('has no end for whoever only keeps the connection open', async () => {
        const steps = Array.from({ length: 15 }, (): Step[] => [{ waitMs: 100 }, { ping: true }]).flat();
        bench.script = () => [{ text: 'Well. ' }, ...steps, { text: 'Done.' }, { end: 'whole' }];
        expect((await bench.ask(bench.connect(impatient))).turn).toMatchObject({
          stop: 'answered',
          text: 'Well. Done.',
        });
      });

    it('is longer until the first word than between two, also where the request is answered for at once', async () => {
      bench.script = () => [{ waitMs: 1_200 }, { text: 'Done.' }, { end: 'whole' }];
      const { turn } = await bench.ask(bench.connect({ ...impatient, firstEventTimeoutMs: 5_000 }));
      expect(turn).toMatchObject({ stop: 'answered', modelId: one.id, text: 'Done.' });
    });

    it('ends for whoever falls silent in the middle: what came is a turn, and the line is hung up', async () => {
      bench.script = () => [{ text: 'Half a' }, { connection: 'hang' }];
      const { turn } = await bench.ask(bench.connect(impatient));
      expect(turn).toMatchObject({
        stop: 'cut-off',
        because: 'stream',
        modelId: one.id,
        text: 'Half a',
        why: 'Nothing more came within 0.6 s.',
      });
      expect(turn.usage.outputTokens).toBeGreaterThan(6);
      await vi.waitFor(() => expect(bench.setting.abandoned()).toBe(1));
      expect(bench.setting.asked()).toEqual([one.id]);
    });

    it('ends for whoever never begins: the next model is asked, once that is paid for', async () => {
      bench.firstSays([{ connection: 'hang' }]);
      const { turn, lost } = await bench.ask(bench.connect(impatient));
      expect(turn).toMatchObject({ stop: 'answered', modelId: two.id, text: 'From the second.' });
      expect(lost).toMatchObject([
        { modelId: one.id, isEstimate: true, why: 'No answer began within 0.6 s.' },
      ]);
    });

    it('ends for whoever falls silent while it thinks, and its thoughts are counted', async () => {
      bench.firstSays([{ thinking: 'x'.repeat(500) }, { connection: 'hang' }]);
      const thinking = { thinking: 'always' as const, thinking_tokens: { low: 2_000, medium: 0, high: 0 } };
      const { turn, lost } = await bench.ask(bench.connect(impatient, [modelFacts(one.id, thinking), two]));
      expect(turn).toMatchObject({ modelId: two.id });
      expect(lost).toMatchObject([{ modelId: one.id, isEstimate: true }]);
      expect(lost[0]?.usage.outputTokens).toBeGreaterThan(2_500);
    });

    it('ends at once when the caller goes, also while a model thinks', async () => {
      bench.script = () => [{ thinking: 'Hm.' }, { connection: 'hang' }];
      const leaving = new AbortController();
      const waiting = bench.connect().converse(call, {
        signal: leaving.signal,
        onThinking: () => leaving.abort(new Error('gone')),
      });
      await expect(waiting).rejects.toThrow('gone');
      await vi.waitFor(() => expect(bench.setting.abandoned()).toBe(1));
      expect(bench.setting.asked()).toEqual([one.id]);
    });
  });
}

function testBreaks(bench: WireBench): void {
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
      bench.script = () => [{ text: begun }, ...steps];
      const { turn, text } = await bench.ask(bench.connect());
      expect(turn).toMatchObject({ stop: 'cut-off', because: 'stream', modelId: one.id, text: begun });
      expect(text).toBe(begun);
      expect(turn).toHaveProperty('why', expect.stringMatching(/\S/));
      expect(turn.usage.outputTokens).toBeGreaterThan(begun.length);
      expect(turn.usage.cacheWriteTokens).toBeGreaterThan(JSON.stringify(call.messages).length);
    });

    it.each(breaks)(
      'because it %s before a word is lost, and the next model answers',
      async (_why, steps) => {
        bench.firstSays([{ thinking: 'Hm.' }, ...steps]);
        const { turn, lost } = await bench.ask(bench.connect());
        expect(turn).toMatchObject({ stop: 'answered', modelId: two.id, text: 'From the second.' });
        expect(lost).toMatchObject([{ modelId: one.id, isEstimate: true }]);
      },
    );

    it('comes from the model that is asked last next time', async () => {
      bench.script = (modelId) => whole(`From ${modelId}.`);
      const { turn } = await bench.ask(bench.connect(), { askLast: one.id });
      expect(turn).toMatchObject({ modelId: two.id });
      expect(bench.setting.asked()).toEqual([two.id]);
    });

    it('from every model may be tried again, with what nobody paid for', async () => {
      bench.script = () => [{ thinking: 'Hm.' }, { error: 'failed' }];
      const waiting = bench.connect().converse(call, { signal: AbortSignal.timeout(25_000) });
      await expect(waiting).rejects.toMatchObject({
        name: 'DependencyFailed',
        code: 'model-failed',
        details: { unpaid: [{ modelId: one.id }, { modelId: two.id }] },
      });
    });
  });
}

function testAnswers(bench: WireBench, { refusesInStream }: WireTraits): void {
  describe('an answer', () => {
    it('that the length limit ends is told apart from one that broke off', async () => {
      bench.script = () => [{ text: 'Half a' }, { end: 'length' }];
      const { turn } = await bench.ask(bench.connect());
      expect(turn).toMatchObject({ stop: 'cut-off', because: 'length', text: 'Half a' });
      expect(turn.usage).toMatchObject({ inputTokens: 11, outputTokens: 7 });
    });

    it('without a word is none: the next model is asked, and what it took is paid for', async () => {
      bench.firstSays([{ end: 'whole' }]);
      const { turn, lost } = await bench.ask(bench.connect());
      expect(turn).toMatchObject({ modelId: two.id });
      expect(lost).toMatchObject([{ modelId: one.id, isEstimate: false, usage: { outputTokens: 7 } }]);
    });

    if (refusesInStream)
      it('may be a refusal, in its own words or in ours', async () => {
        bench.script = () => [{ text: 'I will not.' }, { end: 'refused' }];
        expect((await bench.ask(bench.connect())).turn).toMatchObject({
          stop: 'refused',
          text: 'I will not.',
        });
        bench.script = () => [{ end: 'refused' }];
        expect((await bench.ask(bench.connect())).turn).toMatchObject({
          stop: 'refused',
          text: expect.stringMatching(/refuses/),
        });
        expect(bench.setting.asked()).toEqual([one.id, one.id]);
      });
  });
}
