import type { CheckResult } from '../../core/wire/check.ts';

const words: Readonly<Record<CheckResult['outcome'], string>> = {
  held: 'Works.',
  failed: 'Does not work.',
  'not-reached': 'Not reached.',
  'not-run': 'Not tried in a browser.',
  waived: 'Done without.',
};

/** How a check came out, for whoever asked for the app. */
export const outcomeWords = (outcome: CheckResult['outcome'] | undefined): string =>
  words[outcome ?? 'not-run'];
