import { describe, expect, it } from 'vitest';
import { modelFacts } from '../core/ports/fake-model.ts';
import { one, patient, two, type WireBench, type WireTraits, whole } from './wire-bench.ts';

/** Runs what every door makes of what a provider says in the place of an answer. */
export function testModelFaults(bench: WireBench, { faults }: WireTraits): void {
  describe('a fault', () => {
    it('of the key asks no other model, says who does what, and shows no key', async () => {
      bench.script = () => ({ fault: 'wrong-key' });
      const error = await bench.failure(bench.connect());
      expect(error).toMatchObject({
        name: 'DependencyRefused',
        code: 'model-not-connected',
        message: expect.stringMatching(/did not accept .*(?:key|credentials)/),
        details: { failures: [{ modelId: one.id, message: expect.stringMatching(/\S/) }], unpaid: [] },
      });
      expect(JSON.stringify([error, String(error)])).not.toContain(bench.setting.secret);
      expect(bench.setting.asked()).toEqual([one.id]);
    });

    it('of one model asks the next and costs nothing', async () => {
      bench.firstSays({ fault: 'unknown-model' });
      const { turn, lost } = await bench.ask(bench.connect());
      expect(turn).toMatchObject({ stop: 'answered', modelId: two.id });
      expect(lost).toEqual([]);
    });

    it('of every model is for a person to mend', async () => {
      bench.script = () => ({ fault: 'unknown-model' });
      expect(await bench.failure(bench.connect())).toMatchObject({
        name: 'DependencyRefused',
        code: 'model-refused',
        message: expect.stringContaining('GANTRY_MODEL_IDS'),
        details: { failures: [{ modelId: one.id }, { modelId: two.id }], unpaid: [] },
      });
    });

    it('of a prompt that is too long asks only models with a longer context', async () => {
      bench.firstSays({ fault: 'too-long' });
      expect(await bench.failure(bench.connect())).toMatchObject({
        name: 'DependencyRefused',
        code: 'model-input-too-long',
        message: expect.stringContaining('Ask for less'),
      });
      expect(bench.setting.asked()).toEqual([one.id]);
      const larger = modelFacts('claude-large', { context_tokens: 1_000_000 });
      const { turn } = await bench.ask(bench.connect(patient, [one, two, larger]));
      expect(turn).toMatchObject({ stop: 'answered', modelId: larger.id });
    });

    it('of a moment is tried again with the same model after as long as it asks for', async () => {
      bench.script = (_modelId, nth) =>
        nth === 0 ? { fault: 'throttled', retryAfter: '1' } : whole('At the second try.');
      const { turn, lost } = await bench.ask(bench.connect({ ...patient, maxAttempts: 2 }));
      expect(turn).toMatchObject({ stop: 'answered', modelId: one.id, text: 'At the second try.' });
      expect(lost).toEqual([]);
      expect(bench.setting.asked()).toEqual([one.id, one.id]);
    });

    it('of a moment that asks for a long wait is handed to the next model', async () => {
      bench.firstSays({ fault: 'throttled', retryAfter: '45' });
      expect((await bench.ask(bench.connect({ ...patient, maxAttempts: 2 }))).turn).toMatchObject({
        modelId: two.id,
      });
      expect(bench.setting.asked()).toEqual([one.id, two.id]);
    });

    it('of a moment at every model tells the wait that was asked for', async () => {
      bench.script = () => ({ fault: 'throttled', retryAfter: '45' });
      expect(await bench.failure(bench.connect())).toMatchObject({
        name: 'DependencyFailed',
        code: 'model-failed',
        retryAfterMs: 45_000,
        service: expect.stringMatching(/\S/),
        message: expect.stringContaining('45 s'),
      });
    });

    it('of a server that is too busy may be tried again', async () => {
      bench.script = () => ({ fault: 'overloaded' });
      expect(await bench.failure(bench.connect())).toMatchObject({
        name: 'DependencyFailed',
        retryAfterMs: 15_000,
        details: { unpaid: [] },
      });
    });

    if (faults.includes('content-refused'))
      it('of what was asked for is a refusal in words', async () => {
        bench.script = () => ({ fault: 'content-refused' });
        const { turn } = await bench.ask(bench.connect());
        expect(turn).toMatchObject({ stop: 'refused', text: expect.stringMatching(/content/i) });
        expect(bench.setting.asked()).toEqual([one.id]);
      });

    if (faults.includes('no-credit'))
      it('of payment is for whoever pays', async () => {
        bench.script = () => ({ fault: 'no-credit' });
        expect(await bench.failure(bench.connect())).toMatchObject({
          name: 'DependencyRefused',
          code: 'model-not-connected',
          message: expect.stringMatching(/credit|payment/),
        });
        expect(bench.setting.asked()).toEqual([one.id]);
      });
  });
}
