import { describe, expect, it } from 'vitest';
import { texts } from '#texts';
import { sayPossible } from '../../../core/skill/say-possible.ts';

describe('what can be built here', () => {
  it('is said with every gap filled from what this installation has', () => {
    const said = sayPossible(texts);
    expect(said).toContain('What can be built here');
    expect(said).not.toContain('{{');
  });

  it('follows the installation: with a database, data is promised, and without it is not', () => {
    const possible = {
      name: 'possible',
      text: 'Kept. {{with:data}}\nNot kept. {{without:data}}',
      sha256: '',
    };
    const prompts = { possible } as never;
    expect(sayPossible({ ...texts, prompts, abilities: ['data'] })).toBe('Kept.');
    expect(sayPossible({ ...texts, prompts, abilities: [] })).toBe('Not kept.');
  });

  it('is empty where nobody wrote it', () => {
    expect(sayPossible({ ...texts, prompts: {} })).toBe('');
  });
});
