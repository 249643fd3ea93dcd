import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Model, ModelCall } from '../../core/ports/model.ts';
import { builtInModel } from '../../demo-model/model.ts';
import { keepAnswers } from '../../eval/kept-answers.ts';

const call = (nonce: string, question: string): ModelCall => ({
  role: 'quick',
  effort: 'low',
  system: [],
  messages: [
    {
      role: 'user',
      blocks: [
        { kind: 'data', label: 'request', text: 'Build a calculator' },
        { kind: 'instruction', text: `Begin with <g-${nonce} ${question}>.` },
      ],
    },
  ],
  maxTokens: 4_000,
});
const ask = async (model: Model, nonce: string, question = 'spec') => {
  let heard = '';
  const { signal } = new AbortController();
  const turn = await model.converse(call(nonce, question), { signal, onText: (text) => (heard += text) });
  return { ...turn, heard };
};

describe('kept answers', () => {
  it('are given again as they were, in the tags of whoever asks now, and ask nobody', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gantry-kept-'));
    const recorded = keepAnswers(builtInModel(), { folder, mode: 'record' });
    recorded.begin('calculator');
    const first = await ask(recorded.model, 'abcdef');
    expect(first.heard).toBe(first.text);
    expect(readFileSync(join(folder, 'calculator/1-spec.txt'), 'utf8')).not.toContain('abcdef');

    const silent: Model = { ...builtInModel(), converse: () => Promise.reject(new Error('nobody')) };
    const replayed = keepAnswers(silent, { folder, mode: 'replay' });
    expect(replayed.model).toMatchObject({ isBuiltIn: false, label: `kept answers of ${folder}` });
    for (const nonce of ['ghijkl', 'mnopqr']) {
      replayed.begin('calculator');
      const again = await ask(replayed.model, nonce);
      expect(again.text).toBe(first.text.replaceAll('abcdef', nonce));
      expect([again.heard, again.stop]).toEqual([again.text, 'answered']);
    }
  });

  it('that were never given are asked for in words, and none is made up', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gantry-kept-'));
    const { model, begin } = keepAnswers(builtInModel(), { folder, mode: 'replay' });
    begin('calculator');
    await expect(ask(model, 'abcdef', 'app')).rejects.toThrow('record them anew with --record');
  });
});
