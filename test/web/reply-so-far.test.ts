import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readWriting } from '../../web/mission/writing.ts';
import { replySoFar } from '../../web/talk/reply-so-far.ts';

describe('replySoFar', () => {
  it('shows plain text as it is', () => {
    expect(replySoFar('I would build')).toBe('I would build');
  });

  it('shows nothing of a tool call before its reply begins', () => {
    expect(replySoFar('{"intent":"propose","re')).toBe('');
  });

  it('shows what is said before a tool call until the reply itself begins', () => {
    expect(replySoFar('Let me think. {')).toBe('Let me think.');
    expect(replySoFar('Let me think. {"intent":"pro')).toBe('Let me think.');
    expect(replySoFar('Let me think. {"intent":"propose","reply":"I wo')).toBe('I wo');
  });

  it('is a beginning of the reply at every cut, and the whole of it at the end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (reply, at) => {
        const tool = JSON.stringify({ intent: 'propose', reply, title: 'T' });
        const shown = reply.replaceAll(/[\r\b\f]/g, '');
        expect(shown.startsWith(replySoFar(tool.slice(0, at % (tool.length + 1))))).toBe(true);
        expect(replySoFar(tool)).toBe(shown);
      }),
    );
  });
});

describe('readWriting', () => {
  it('shows the file that is being written', () => {
    const streamed =
      '{"files":[{"path":"a.js","content":"one"},{"path":"src/b.js","content":"say(\\"hi\\");\\nend';
    expect(readWriting(streamed)).toEqual({ path: 'src/b.js', text: 'say("hi");\nend' });
  });

  it('shows all as it came while no file has begun', () => {
    expect(readWriting('{"app":{"title":"No')).toEqual({ path: undefined, text: '{"app":{"title":"No' });
  });
});
