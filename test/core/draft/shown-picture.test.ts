import { describe, expect, test } from 'vitest';
import { shownPicture } from '../../../core/draft/shown-picture.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { tree } from '../mission/samples.ts';
import { makeReport } from '../pod/make-report.ts';
import { checkOf } from '../spec/failed-mission.ts';

const long = '- a\n- b\n- c\n- d\n- e';
const checks = [checkOf('c1', ['click Add', 'see Milk', 'changes board', 'drag Milk -> Done'])];
type Shown = AcceptReport['checks'][number];
const reportOf = (over: Partial<Shown> = {}) =>
  makeReport({
    accept: {
      browser: 'Chromium 156',
      checks: [
        { id: 'c1', outcome: 'failed', step: 1, reason: 'wrong', aria: long, shot_sha256: tree(1), ...over },
      ],
      shots: [],
    },
  });
const mend = { strategy: 'mend' } as const;

describe('an author is shown the page', () => {
  test.each<[string, Partial<Shown>]>([
    ['where it says next to nothing of itself', { aria: '- main' }],
    ['where nothing is known of what it says', { aria: undefined }],
    ['where only how it looks was to change', { step: 2 }],
    ['where something was to be dragged', { step: 3 }],
  ])('%s', (_, over) => {
    expect(shownPicture(mend, reportOf(over), checks)).toBe(tree(1));
  });

  test('where the last idea was wrong', () => {
    expect(shownPicture({ strategy: 'rethink' }, reportOf(), checks)).toBe(tree(1));
    expect(shownPicture({ strategy: 'rethink' }, reportOf({ step: undefined }), [])).toBe(tree(1));
  });

  test.each<[string, Partial<Shown>]>([
    ['where its words tell enough', {}],
    ['where they do, at a step that nobody knows', { step: undefined }],
    ['where there is no picture', { aria: '- main', shot_sha256: undefined }],
    ['where the check held', { aria: '- main', outcome: 'held' }],
  ])('and not %s', (_, over) => {
    expect(shownPicture(mend, reportOf(over), checks)).toBeUndefined();
  });

  test('and not where nothing was tried', () => {
    expect(shownPicture(mend, undefined, checks)).toBeUndefined();
  });
});
