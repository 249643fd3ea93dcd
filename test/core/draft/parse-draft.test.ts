import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDraft, parseHeal } from '../../../core/draft/parse-draft.ts';

const draft = {
  app: { slug: 'sums', title: 'Sums', summary: 'Adds numbers.' },
  stack: 'static',
  files: [{ path: 'index.html', content: '<!doctype html>' }],
  notes: '',
};

describe('parseDraft', () => {
  test('takes a whole draft as it is', () => {
    expect(parseDraft(draft)).toEqual({ ok: true, value: draft });
  });

  test('leaves path rules to the gate', () => {
    const escaping = { ...draft, files: [{ path: '../x', content: '' }] };
    expect(parseDraft(escaping)).toEqual({ ok: true, value: escaping });
  });

  test.each([
    ['not an object', 'text', 'the input'],
    ['without files', { ...draft, files: [] }, 'files'],
    ['with an unknown stack', { ...draft, stack: 'php' }, 'stack'],
    ['with a file that is no text', { ...draft, files: [{ path: 'a', content: 1 }] }, 'files.0.content'],
    ['with a field of its own', { ...draft, command: 'true' }, 'command'],
  ])('names what is wrong in an input %s', (_, input, field) => {
    const parsed = parseDraft(input);
    expect(parsed).toEqual({ ok: false, problem: expect.stringContaining(field) });
    expect(parsed).toEqual({ ok: false, problem: expect.stringContaining('Call write_app again') });
  });

  test('names at most eight problems and counts the rest', () => {
    const many = { ...draft, files: Array.from({ length: 50 }, () => ({ path: 'a', content: 1 })) };
    const parsed = parseDraft(many);
    expect(parsed.ok ? '' : parsed.problem.split('\n').length).toBe(10);
    expect(parsed).toEqual({ ok: false, problem: expect.stringContaining('and 42 more') });
  });

  test('never throws and never repairs', () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        expect(parseDraft(input).ok).toBe(false);
        expect(parseHeal(input).ok).toBe(false);
      }),
    );
  });
});

test('parseHeal takes deletions, and names its own tool', () => {
  const heal = { diagnosis: 'The sum is off by one.', files: [{ path: 'old.js', content: null }] };
  expect(parseHeal(heal)).toEqual({ ok: true, value: heal });
  expect(parseHeal({})).toEqual({ ok: false, problem: expect.stringContaining('heal_app') });
});
