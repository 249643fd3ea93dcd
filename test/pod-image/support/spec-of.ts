import type { Check } from '../../../core/wire/check.ts';
import type { Spec } from '../../../core/wire/spec.ts';

/** A spec with these checks, of an app that needs nothing beside itself. */
export const specOf = (checks: readonly Check[], needs: Partial<Spec['needs']> = {}): Spec => ({
  title: 'App',
  stack: 'static',
  features: ['Feature'],
  needs: { data: false, secrets: [], origins: [], ...needs },
  left_out: [],
  checks: [...checks],
});

/** A check of these steps; the first of a spec is what its app is for. */
export const checkOf = (id: string, words: string, ...steps: Check['steps']): Check => ({
  id,
  feature: 'Feature',
  words,
  core: id === 'c1',
  steps,
});
