import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../../core/wire/server-sent-events.ts';

const readAll = (chunks: readonly string[]) => {
  const read = createEventReader();
  return chunks.flatMap((chunk) => read(chunk));
};

describe('createEventReader', () => {
  it('answers an event only when it is whole', () => {
    const read = createEventReader();
    expect(read('event: delta\ndata: {"te')).toEqual([]);
    expect(read('xt":"a"}\n')).toEqual([]);
    expect(read('\n')).toEqual([{ event: 'delta', data: '{"text":"a"}' }]);
  });

  it('joins data lines, names nameless events message and skips comments', () => {
    expect(readAll([': hello\n\ndata: a\ndata:b\nid: 7\nretry\n\n'])).toEqual([
      { event: 'message', data: 'a\nb' },
    ]);
  });

  it('takes every line break of the standard, also cut in half', () => {
    const expected = [
      { event: 'delta', data: '1' },
      { event: 'result', data: '2' },
    ];
    expect(readAll(['event: delta\r\ndata: 1\r', '\n\r\nevent: result\rdata: 2\r\r', ': end'])).toEqual(
      expected,
    );
  });

  it('reads the same events however the text is cut', () => {
    const event = fc.record({ event: fc.constantFrom('delta', 'result', 'error'), data: fc.json() });
    fc.assert(
      fc.property(
        fc.array(event),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(60)),
        (events, end, cuts) => {
          const text = events
            .map(({ event: name, data }) => `event: ${name}${end}data: ${data}${end}${end}`)
            .join('');
          expect(readAll(cut(text, cuts))).toEqual(events);
        },
      ),
    );
  });
});

function cut(text: string, lengths: readonly number[]): readonly string[] {
  const chunks: string[] = [];
  let rest = text;
  for (const length of lengths) {
    chunks.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...chunks, rest];
}
