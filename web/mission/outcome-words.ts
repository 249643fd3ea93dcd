import type { CheckStanding } from './check-standing.ts';

const words: Readonly<Record<CheckStanding['outcome'], string>> = {
  held: 'Works.',
  failed: 'Does not work.',
  'not-reached': 'Not reached.',
  'not-run': 'Not tried in a browser.',
  waived: 'Done without.',
  untried: '',
};

/** How a check came out, for whoever asked for the app; nothing while it has not been tried. */
export const outcomeWords = (outcome: CheckStanding['outcome']): string => words[outcome];
