import { describe, expect, it } from 'vitest';
import { maxSpokenLength as serversLength } from '../../core/wire/http.ts';
import { maxSpokenLength } from '../../web/talk/max-spoken-length.ts';
import {
  addFeature,
  dropWish,
  hasEdits,
  noEdits,
  sayEdits,
  strikesOf,
  toggled,
  toggleFeature,
} from '../../web/talk/plan-edits.ts';

describe('plan edits', () => {
  it('say what was struck out and added, as a person would', () => {
    const edits = addFeature(toggleFeature(noEdits, 'Dark mode'), ['Dark mode', 'Search'], '  Tags ');
    expect(sayEdits(edits)).toBe('Remove Dark mode. Add Tags.');
  });

  it('come to nothing when they are taken back', () => {
    const edits = addFeature(toggleFeature(noEdits, 'Search'), ['Search'], 'Tags');
    expect(hasEdits(dropWish(toggleFeature(edits, 'Search'), 'Tags'))).toBe(false);
  });

  it('never add what the plan has already, or nothing', () => {
    const edits = addFeature(
      addFeature(addFeature(noEdits, ['Search'], 'search'), ['Search'], ' '),
      [],
      'Tags',
    );
    expect(addFeature(edits, [], 'TAGS').added).toEqual(['Tags']);
  });
});

describe('maxSpokenLength', () => {
  it('is what the server takes', () => {
    expect(maxSpokenLength).toBe(serversLength);
  });
});

describe('checks that are struck out', () => {
  const checks = ['A', 'B', 'C'].map((words, at) => ({ id: `c${at + 1}`, feature: 'x', words }));

  it('are told by their ids, and known by their words when the plan is revised', () => {
    const struck = toggled(new Set<string>(), 'B');
    expect(strikesOf({ checks }, struck).ids).toEqual(['c2']);
    const revised = checks.map((check) => ({ ...check, id: `${check.id}0` }));
    expect(strikesOf({ checks: revised }, struck).ids).toEqual(['c20']);
    expect(strikesOf({ checks }, toggled(struck, 'B')).ids).toEqual([]);
  });

  it('are never all of them', () => {
    const { ids, words } = strikesOf({ checks }, new Set(['A', 'B', 'C']));
    expect(ids).toEqual(['c2', 'c3']);
    expect(words.has('A')).toBe(false);
    expect(strikesOf({ checks: [] }, new Set(['A'])).ids).toEqual([]);
  });
});
