import { expect, test } from 'vitest';
import { showAgreed, showFailure } from '../../../core/skill/show-agreed.ts';
import type { Needs } from '../../../core/wire/spec.ts';
import { failure } from '../mission/samples.ts';

const none: Needs = { data: false, secrets: [], origins: [] };
const agreed = { plan: null, checks: [], left_out: [], request: 'Notes' };
const labelsOf = (blocks: readonly object[]): unknown[] =>
  blocks.map((block) => ('label' in block ? block.label : undefined));

test.each<[string, Needs | null, readonly string[]]>([
  ['nothing where nothing is known of them', null, ['request']],
  ['nothing where there are none', none, ['request']],
  ['a database', { ...none, data: true }, ['needs', 'request']],
  ['a secret', { ...none, secrets: [{ name: 'KEY', why: 'x' }] }, ['needs', 'request']],
])('an author is told of needs: %s', (_, needs, labels) => {
  expect(labelsOf(showAgreed({ ...agreed, needs }))).toEqual(labels);
});

test('an author is told what is tried and what is left out, where there is anything', () => {
  const check = { id: 'c1', feature: 'x', words: 'x', core: true, steps: [] };
  const whole = { ...agreed, needs: null, checks: [check], left_out: [{ what: 'x', why: 'x' }] };
  expect(labelsOf(showAgreed(whole))).toEqual(['checks', 'left_out', 'request']);
});

test('a failure is told as what it comes to, what was seen, and the page, where there is any of it', () => {
  const finding = { rule: 'x', severity: 'fix', why: 'x' } as const;
  const given = { failure: failure({ excerpt: 'a\nb' }), findings: [finding], picture: 'aGk=' };
  const blocks = showFailure(given, 'rethink');
  expect(labelsOf(blocks)).toEqual(['failure', 'seen', 'picture']);
  expect(blocks[2]).toMatchObject({ png: 'aGk=' });
  expect(JSON.stringify(blocks)).toContain('findings');
  const bare = showFailure({ failure: failure(), findings: [], picture: null }, 'mend');
  expect(labelsOf(bare)).toEqual(['failure']);
  expect(JSON.stringify(bare)).not.toContain('findings');
});
