import { describe, expect, test } from 'vitest';
import type { Model } from '../../../core/ports/model.ts';
import { askAuthor } from '../../../core/skill/ask-author.ts';
import { noProgress, sayProgress } from '../../../core/skill/author-progress.ts';
import type { SkillPorts } from '../../../core/skill/define-skill.ts';
import { answered, brokeOff, fakeModel } from '../ports/fake-model.ts';
import { never } from '../ports/never.ts';

const question = {
  first: 'app',
  effort: 'medium',
  instructions: ['House.'],
  blocks: [],
  progress: noProgress,
} as const;
const file = '<g-abcdef file="a.js">\nx\n</g-abcdef>\n';
const portsOf = (model: Model, over: Partial<SkillPorts> = {}): SkillPorts => ({
  model,
  nonceFor: () => 'abcdef',
  ...over,
});

describe('an author that is asked', () => {
  test('is told how to begin, last of all', async () => {
    const { model, calls } = fakeModel([answered(file)]);
    await askAuthor(question, portsOf(model), never);
    expect(calls[0]?.messages[0]?.blocks.at(-1)?.text).toBe(
      'Begin with <g-abcdef app>. Every tag of your answer carries the letters abcdef.',
    );
  });

  test('says what was odd about an answer, and why one broke off', async () => {
    const odd = await askAuthor(
      question,
      portsOf(fakeModel([answered(`<g-abcdef file="a.js">\nx\n${file}`)]).model),
      never,
    );
    expect(odd).toMatchObject({ answer: { odd: ['a.js was ended by the next tag, not by its own.'] } });
    const broken = await askAuthor(question, portsOf(fakeModel([brokeOff(file, 'Too many.')]).model), never);
    expect(broken).toMatchObject({ partial: { because: 'stream', why: 'Too many.', open: null } });
  });

  test('is followed while it thinks and writes, and from the beginning where another model is asked', async () => {
    const told: string[] = [];
    const { model } = fakeModel([]);
    const usage = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
    const fickle: Model = {
      ...model,
      converse: async (_call, { onText, onThinking, beforeAnother }) => {
        onText?.('<g-abcdef file="lost.js">\nx');
        await beforeAnother?.({ modelId: 'built-in', usage, isEstimate: true });
        onThinking?.('Hm.');
        onText?.(file);
        return { stop: 'answered', text: file, modelId: 'built-in', usage };
      },
    };
    const ports = portsOf(fickle, {
      onThinking: () => told.push('thinks'),
      onAnswer: (event) => told.push('value' in event ? `${event.kind} ${event.value}` : event.kind),
    });
    const outcome = await askAuthor(question, ports, never);
    expect(told).toEqual([
      'began lost.js',
      'text lost.js',
      'restarted',
      'thinks',
      'began a.js',
      'text a.js',
      'ended',
    ]);
    expect(outcome).toMatchObject({
      kind: 'answered',
      answer: { parts: [{ kind: 'file', path: 'a.js', content: 'x\n' }] },
    });
    expect(await askAuthor(question, portsOf(fickle), never)).toMatchObject({ kind: 'answered' });
  });
});

describe('what an author is told of its last answer', () => {
  const said = (progress: Partial<typeof noProgress>) =>
    sayProgress('abcdef', 'diagnosis', { ...noProgress, ...progress });
  const part = { kind: 'file', path: 'a.js', content: 'x\n' } as const;

  test('is nothing before the first one', () => {
    expect(said({})).toBeUndefined();
  });

  test('names a block that broke off, whether it is a file or not', () => {
    const last = { because: 'length', open: { name: 'notes', value: '' } } as const;
    expect(said({ last, parts: [part] })).toContain('from its first line: notes.');
    expect(said({ last, parts: [part] })).toMatch(/Begin with <g-abcdef notes>\.$/);
  });

  test('names no tag to begin with where nothing is known to be missing', () => {
    const last = { because: 'stream', open: null } as const;
    expect(said({ last, parts: [part] })).toMatch(/repeat nothing that arrived\.$/);
    expect(said({ last })).toMatch(/Begin with <g-abcdef diagnosis>\.$/);
  });

  test('shows how a heal looks where it could not be read', () => {
    expect(said({ last: { because: 'unreadable', why: 'No block.' } })).toMatch(
      /No block\.[\s\S]*<g-abcdef diagnosis>/,
    );
  });
});
