import fc from 'fast-check';
import { expect, it } from 'vitest';
import { controlsIn } from '../../../core/pod/page-controls.ts';
import { foldSnapshot } from '../../../pod-image/driver/fold-snapshot.ts';

const items = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => [`    - listitem:`, `      - button "Delete ${n}"`]).flat();
const page = (count: number): string =>
  ['- main:', '  - heading "Tasks" [level=1]', '  - list:', ...items(count), '  - button "Add"'].join('\n');

it('is as it was where there is room for it', () => {
  expect(foldSnapshot(page(40), 10_000)).toBe(page(40));
});

it('folds a long list, says how much is left out, and keeps what stands behind it', () => {
  const folded = foldSnapshot(page(400), 1_000);
  expect(folded).toContain('    - … 392 more of these\n');
  expect(controlsIn(folded).map(({ name }) => name)).toEqual([
    'Tasks',
    ...[0, 1, 2, 3, 4, 5, 398, 399].map((n) => `Delete ${n}`),
    'Add',
  ]);
});

it('keeps ten alike, and folds lists in lists each for itself', () => {
  const inner = Array.from({ length: 30 }, (_, n) => `        - text: word ${n}`);
  const text = [
    '- list:',
    ...Array.from({ length: 9 }, () => ['    - listitem:', '      - group:', ...inner]).flat(),
  ];
  const folded = foldSnapshot(text.join('\n'), 4_096);
  expect(folded.match(/- listitem/g)).toHaveLength(9);
  expect(folded.match(/… 22 more of these/g)).toHaveLength(9);
});

it('says that it is cut where folding is not enough', () => {
  const text = Array.from({ length: 200 }, (_, n) => `- ${n % 2 === 0 ? 'button' : 'link'} "Thing ${n}"`);
  const cut = foldSnapshot(text.join('\n'), 500);
  expect(cut.endsWith('\n- … the rest of the page is cut')).toBe(true);
  expect(cut.split('\n').slice(0, -1)).toEqual(text.slice(0, cut.split('\n').length - 1));
});

it('comes to an end on a page that is endlessly deep', () => {
  const deep = Array.from({ length: 20_000 }, (_, depth) => `${' '.repeat(depth % 3_000)}- group:`);
  expect(Buffer.byteLength(foldSnapshot(deep.join('\n'), 4_096))).toBeLessThanOrEqual(4_096);
});

it('is never longer than it may be, and never half a character', () => {
  const line = fc
    .tuple(fc.nat(6), fc.string({ unit: 'binary' }))
    .map(([depth, text]) => ' '.repeat(depth) + text);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 40, max: 600 }), (lines, max) => {
      const folded = foldSnapshot(lines.join('\n'), max);
      expect(Buffer.byteLength(folded)).toBeLessThanOrEqual(max);
      expect(folded.isWellFormed() || !lines.join('\n').isWellFormed()).toBe(true);
    }),
  );
});
