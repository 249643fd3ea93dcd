import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Model, ModelCall } from '../../core/ports/model.ts';

/** One model for a test, with calls whose outcome is known. */
export interface ModelSetting {
  readonly model: Model;
  /** A call that the model answers through its tool. */
  readonly answerable: ModelCall;
  /** Throws unless this is what the answerable call's tool must have been given. */
  expectInput(toolInput: unknown): void;
  /** A call that the model will not or cannot answer. */
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

    it('has an id for evidence and a label for people', () => {
      expect(setting.model.id).toMatch(/^\S+$/);
      expect(setting.model.label.trim()).not.toBe('');
      expect(setting.model.isBuiltIn).toBe(setting.model.id === 'built-in');
    });

    it('answers through the tool and says who answered and what it took', async () => {
      const turn = await setting.model.converse(deepFreeze(setting.answerable), { signal: never });
      if (turn.stop !== 'answered') throw new Error(`stopped: ${turn.stop}`);
      setting.expectInput(turn.toolInput);
      expect(turn.modelId).toMatch(/^\S+$/);
      for (const count of Object.values(turn.usage))
        expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
    });

    it('shows text while it writes, before the answer is there', async () => {
      const shown: string[] = [];
      let isDone = false;
      await setting.model.converse(setting.answerable, {
        signal: never,
        onDelta: (text) => {
          expect(isDone).toBe(false);
          shown.push(text);
        },
      });
      isDone = true;
      expect(shown.join('').trim()).not.toBe('');
      expect(shown.every((text) => text !== '')).toBe(true);
    });

    it('says in words what it will not or cannot do', async () => {
      const turn = await setting.model.converse(setting.refusable, { signal: never });
      if (turn.stop !== 'refused') throw new Error(`stopped: ${turn.stop}`);
      expect(turn.text.trim()).not.toBe('');
    });

    it('keeps calls that run at once apart', async () => {
      const [answered, refused] = await Promise.all([
        setting.model.converse(setting.answerable, { signal: never }),
        setting.model.converse(setting.refusable, { signal: never }),
      ]);
      if (answered.stop !== 'answered') throw new Error(`stopped: ${answered.stop}`);
      setting.expectInput(answered.toolInput);
      expect(refused.stop).toBe('refused');
    });

    it('writes nothing for a caller who has already gone', async () => {
      const shown: string[] = [];
      const call = setting.model.converse(setting.answerable, {
        signal: AbortSignal.abort(new Error('gone')),
        onDelta: (text) => shown.push(text),
      });
      await expect(call).rejects.toThrow();
      expect(shown).toEqual([]);
    });

    it('stops when its caller goes', async () => {
      const leaving = new AbortController();
      const call = setting.model.converse(setting.answerable, {
        signal: leaving.signal,
        onDelta: () => leaving.abort(new Error('gone')),
      });
      await expect(call).rejects.toThrow('gone');
    });
  });
}
