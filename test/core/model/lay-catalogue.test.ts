import { expect, test } from 'vitest';
import { layCatalogue } from '../../../core/model/lay-catalogue.ts';
import type { CatalogueOverlay, ModelCatalogue, ModelFamily } from '../../../core/wire/models.ts';

const family = (match: string, answerTokens: number) =>
  ({ match, answer_tokens: answerTokens }) as unknown as ModelFamily;
const base: ModelCatalogue = {
  version: 1,
  families: [family('one', 1), family('two', 2)],
  surcharges: [{ prefixes: ['eu.'], factor: 1.1 }],
  aliases: { a: 'one' },
  defaults: { bedrock: { author: ['one'], quick: ['two'] } },
};

test('a catalogue laid over another replaces and adds families, and merges aliases and defaults', () => {
  const over: CatalogueOverlay = {
    version: 1,
    families: [family('two', 20), family('three', 3)],
    aliases: { b: 'three' },
    defaults: { openai: { author: ['three'], quick: ['three'] } },
  };
  expect(layCatalogue(base, over)).toEqual({
    version: 1,
    families: [family('two', 20), family('three', 3), family('one', 1)],
    surcharges: base.surcharges,
    aliases: { a: 'one', b: 'three' },
    defaults: { ...base.defaults, ...over.defaults },
  });
});

test('one that says nothing changes nothing, and surcharges are said whole', () => {
  expect(layCatalogue(base, { version: 1 })).toEqual(base);
  expect(layCatalogue(base, { version: 1, surcharges: [] }).surcharges).toEqual([]);
});
