import { describe, expect, it } from 'vitest';
import { maxSpokenLength as serversLength } from '../../core/wire/http.ts';
import { maxSpokenLength } from '../../web/talk/max-spoken-length.ts';
import {
  addFeature,
  dropWish,
  hasEdits,
  noEdits,
  sayEdits,
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
