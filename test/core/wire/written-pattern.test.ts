import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newApiKeySchema } from '../../../core/wire/access.ts';
import { changeAppSchema } from '../../../core/wire/app-life.ts';
import { spokenTextSchema } from '../../../core/wire/http.ts';
import { controls, unseen, writtenPattern } from '../../../core/wire/written-pattern.ts';

const special = [
  ' ',
  '\t',
  '\n',
  '\u00a0',
  '\ufeff',
  '\u2028',
  '\0',
  '\u0007',
  '\u0085',
  '\u200b',
  'a',
  'é',
  '🙂',
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...special), fc.string({ unit: 'grapheme-ascii', maxLength: 2 })), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

test.each([
  ['a message', spokenTextSchema, '\\0'],
  ['the name of a key', newApiKeySchema.shape.name, controls],
  ['a title', changeAppSchema.shape.title.unwrap(), controls + unseen],
])('the document takes %s where the product does', (_what, schema, forbidden) => {
  const pattern = new RegExp(writtenPattern(forbidden), 'u');
  fc.assert(
    fc.property(text, (written) => {
      expect(pattern.test(written)).toBe(schema.safeParse(written).success);
    }),
    { numRuns: 500 },
  );
});
