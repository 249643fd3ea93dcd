import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEvidence } from '../../../core/evidence/parse-evidence.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a file of evidence', () => {
  test('is read as JSON is, whatever it holds and however it is written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat({ max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseEvidence(encode(text))).toEqual(JSON.parse(text));
      }),
    );
    const ascii = '{"a:\\"":"\\u00e9: \\\\","b":[{"c":1},{"c":{}}]}';
    expect(parseEvidence(encode(ascii))).toEqual(JSON.parse(ascii));
  });

  test.each([
    ['at the top', '{"events":[1],"events":[2]}'],
    ['deep inside', '{"a":[{"b":{"c":1,"d":2,"c":1}}]}'],
    ['written in two ways', '{"sha256":1,"\\u0073ha256":2}'],
    ['that is a prototype', '{"__proto__":{},"__proto__":{}}'],
    ['with objects behind it', '{"a":{"x":1,"y":2},"a":3}'],
  ])('is refused where a name stands twice %s', (_, text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(() => parseEvidence(encode(text))).toThrow('the same name twice');
  });

  test.each([
    ['bytes that are no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
    ['a byte order mark', encode('\ufeff{}')],
    ['no JSON', encode('{"a":1')],
  ])('is refused for %s', (_, bytes) => {
    expect(() => parseEvidence(bytes)).toThrow();
  });

  test('of many megabytes in one text is read', () => {
    const text = JSON.stringify({ a: '\\":{'.repeat(1_000_000) });
    expect(parseEvidence(encode(text))).toEqual(JSON.parse(text));
  });
});
