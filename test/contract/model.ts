import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Model, ModelCall, ModelTurn } from '../../core/ports/model.ts';

/** One model for a test, with calls whose outcome is known. */
export interface ModelSetting {
  readonly model: Model;
  /** A call that the model answers. */
  readonly answerable: ModelCall;
  /** Throws unless this is what the answerable call is answered with. */
  expectText(text: string): void;
  /** A call that the model will not or may not answer. */
  readonly refusable: ModelCall;
  close(): Promise<void>;
}

const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(Object.freeze(value))) deepFreeze(part);
  return value;
};

/** Runs the guarantees of the Model port against one adapter; every test gets a setting of its own. */
export function testModel(name: string, make: () => Promise<ModelSetting>): void {
  describe(`model: ${name}`, () => {
    const never = new AbortController().signal;
    let setting: ModelSetting;

    beforeEach(async () => {
      setting = await make();
    });
    afterEach(() => setting.close());

    const ask = (call: ModelCall, onText?: (text: string) => void): Promise<ModelTurn> =>
      setting.model.converse(deepFreeze(call), { signal: never, ...(onText && { onText }) });

    it('has an id for evidence and a label for people', () => {
      expect(setting.model.id).toMatch(/^\S+$/);
      expect(setting.model.label.trim()).not.toBe('');
      expect(setting.model.isBuiltIn).toBe(setting.model.id === 'built-in');
    });

    it('names every model that may answer, first to last, each with its price', () => {
      const { author, quick } = setting.model.models;
      for (const { id, usd_per_million_tokens: usd } of [...author, ...quick]) {
        expect(id).toMatch(/^\S+$/);
        expect(usd.output).toBeGreaterThanOrEqual(0);
      }
      expect(author.length * quick.length).toBeGreaterThan(0);
    });

    it('answers with text and says who answered and what it took', async () => {
      const turn = await ask(setting.answerable);
      expect(turn.stop).toBe('answered');
      setting.expectText(turn.text);
      const { author, quick } = setting.model.models;
      expect([...author, ...quick].map(({ id }) => id)).toContain(turn.modelId);
      for (const count of Object.values(turn.usage))
        expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
    });

    it('shows the text while it is written, piece by piece and nothing else', async () => {
      const shown: string[] = [];
      let isDone = false;
      const turn = await ask(setting.answerable, (text) => {
        expect(isDone).toBe(false);
        shown.push(text);
      });
      isDone = true;
      expect(shown.length).toBeGreaterThan(1);
      expect(shown.every((text) => text !== '')).toBe(true);
      expect(shown.join('')).toBe(turn.text);
    });

    it('says in words what it will not or may not do', async () => {
      const turn = await ask(setting.refusable);
      expect(turn.stop).toBe('refused');
      expect(turn.text.trim()).not.toBe('');
    });

    it('keeps calls that run at once apart', async () => {
      const [answered, refused] = await Promise.all([ask(setting.answerable), ask(setting.refusable)]);
      expect(answered.stop).toBe('answered');
      setting.expectText(answered.text);
      expect(refused.stop).toBe('refused');
    });

    it('writes nothing for a caller who has already gone', async () => {
      const shown: string[] = [];
      const call = setting.model.converse(setting.answerable, {
        signal: AbortSignal.abort(new Error('gone')),
        onText: (text) => shown.push(text),
      });
      await expect(call).rejects.toThrow('gone');
      expect(shown).toEqual([]);
    });

    it('stops when its caller goes', async () => {
      const leaving = new AbortController();
      const call = setting.model.converse(setting.answerable, {
        signal: leaving.signal,
        onText: () => leaving.abort(new Error('gone')),
      });
      await expect(call).rejects.toThrow('gone');
    });
  });
}
