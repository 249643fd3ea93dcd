import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { specAnswerSchema } from '../../../core/spec/answered-spec.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');
/** Answers to a memo alone, by a capable model and by us, each of which the product was then held to. */
const answers = ['real-drafts', 'judged-apps'].flatMap((kind) =>
  readdirSync(join(fixtures, kind))
    .map((name) => ({ name, path: join(fixtures, kind, name, 'spec.json') }))
    .filter(({ path }) => existsSync(path)),
);
/** JSON has four characters a token or so; three leave room for other words. */
const charactersOfToken = 3;

describe('what is agreed from a memo alone', () => {
  test('was written for forty-seven memos at least', () => {
    expect(answers.length).toBeGreaterThanOrEqual(47);
  });

  test.each(answers)('is said in 900 tokens, which a quick model writes in 8 s: $name', ({ path }) => {
    const answer = specAnswerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    expect(JSON.stringify(JSON.parse(readFileSync(path, 'utf8'))).length / charactersOfToken).toBeLessThan(
      900,
    );
    expect(answer).toHaveProperty('checks');
  });
});
