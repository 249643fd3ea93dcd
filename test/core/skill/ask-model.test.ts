import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { ModelCall, ModelTurn } from '../../../core/ports/model.ts';
import { askModel, dataBlock } from '../../../core/skill/ask-model.ts';
import { answered, cutOff, fakeModel, refused } from '../ports/fake-model.ts';
import { never } from '../ports/never.ts';

const schema = z.strictObject({ reply: z.string().min(1), n: z.number() });
const spent = {
  model_id: 'built-in',
  usage: { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 },
};
const good = '<g-NONCE reply>\nHello, you.\n</g-NONCE>\n<g-NONCE decision>\n{"n": 1}\n</g-NONCE>\n';

function ask(turns: readonly ModelTurn[], onDelta?: (text: string) => void) {
  const { model, calls } = fakeModel(turns);
  const question = {
    role: 'quick',
    effort: 'low',
    instructions: ['be short'],
    blocks: dataBlock('message', 'x'),
    answer: { name: 'decision', schema },
    spoken: 'reply',
    maxTokens: 10,
  } as const;
  const ports = { model, nonceFor: () => 'abcdef', ...(onDelta && { onDelta }) };
  return { calls, outcome: askModel(question, ports, never) };
}
const lastWords = (call: ModelCall | undefined): string => call?.messages.at(-1)?.blocks[0]?.text ?? '';

describe('a question to the model', () => {
  test('is answered with a JSON in a block, after words that are spoken', async () => {
    const { calls, outcome } = ask([answered(good)]);
    expect(await outcome).toEqual({ kind: 'answered', answer: { reply: 'Hello, you.', n: 1 }, ...spent });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ role: 'quick', effort: 'low', maxTokens: 10 });
  });

  test('says the schema of what is written in the part that is cached, and the nonce after everything', async () => {
    const { calls, outcome } = ask([answered(good)]);
    await outcome;
    const [own, form] = calls[0]?.system ?? [];
    expect(own).toBe('be short');
    expect(form).toContain('"n":{"type":"number"}');
    expect(form).not.toContain('"reply"');
    expect(calls[0]?.system.join()).not.toContain('abcdef');
    const blocks = calls[0]?.messages[0]?.blocks.map(({ text }) => text) ?? [];
    expect(blocks[0]).toBe('x');
    expect(blocks.at(-1)).toMatch(/<g-abcdef reply>[\s\S]*<g-abcdef decision>/);
  });

  test('gives on the spoken words as they are written, and nothing else', async () => {
    const heard: string[] = [];
    await ask([answered(good)], (text) => heard.push(text)).outcome;
    expect(heard.join('')).toBe('Hello, you.\n');
  });

  test.each([
    ['no block', answered('Hello.'), 'no block `decision`'],
    ['no JSON', answered('<g-NONCE reply>Hi</g-NONCE>\n<g-NONCE decision>{n:1}</g-NONCE>'), 'not JSON'],
    [
      'another JSON',
      answered('<g-NONCE reply>Hi</g-NONCE>\n<g-NONCE decision>{"n":"1"}</g-NONCE>'),
      'number',
    ],
    ['no words', answered('<g-NONCE decision>{"n":1}</g-NONCE>'), 'reply'],
    ['a list', answered('<g-NONCE reply>Hi</g-NONCE>\n<g-NONCE decision>[1]</g-NONCE>'), 'n'],
    ['no end', cutOff('<g-NONCE reply>Hi'), 'Be shorter'],
  ])('that is answered with %s is asked again, with what was wrong', async (_, turn, why) => {
    const { calls, outcome } = ask([turn, answered(good)]);
    expect(await outcome).toMatchObject({ kind: 'answered', answer: { n: 1 } });
    expect(calls[1]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(lastWords(calls[1])).toContain(why);
    expect(lastWords(calls[1])).toContain('<g-abcdef decision>');
  });

  test('is asked three times at most, the last time of an author, and is heard only once', async () => {
    const heard: string[] = [];
    const { calls, outcome } = ask(Array(4).fill(answered('<g-NONCE reply>Hi</g-NONCE>')), (text) =>
      heard.push(text),
    );
    expect(await outcome).toEqual({
      kind: 'unreadable',
      why: expect.stringContaining('no block'),
      ...spent,
    });
    expect(calls.map(({ role }) => role)).toEqual(['quick', 'quick', 'author']);
    expect(heard.join('')).toBe('Hi');
  });

  test('has no empty turn of the model in it where the model said nothing', async () => {
    const { calls, outcome } = ask([answered(' '), answered(good)]);
    await outcome;
    expect(calls[1]?.messages.map(({ role }) => role)).toEqual(['user', 'user']);
  });

  test('is not asked again where the model refuses', async () => {
    const { calls, outcome } = ask([refused('No.')]);
    expect(await outcome).toEqual({ kind: 'refused', text: 'No.', ...spent });
    expect(calls).toHaveLength(1);
  });

  test('through a tool, as skills of version 0.1 asked, is refused with what to write instead', async () => {
    const { model } = fakeModel([]);
    const old = { instructions: [], blocks: [], tool: { name: 'x', description: '', schema }, maxTokens: 1 };
    const asked = askModel(old as never, { model, nonceFor: () => 'abcdef' }, never);
    await expect(asked).rejects.toMatchObject({ name: 'DependencyRefused', code: 'skill_outdated' });
  });
});
