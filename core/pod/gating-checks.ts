import type { Check } from '../wire/check.ts';

/** Whether a check is about data that is shared or kept: it reloads, brings a second visitor or calls a function. */
export const isOfData = ({ steps }: Pick<Check, 'steps'>): boolean =>
  steps.some((step) => step.do === 'reload' || step.do === 'visitor' || step.do === 'call');

/** Whether an app may not ship while the check fails: it is what the app is for, or about data; any other informs. */
export const isGating = (check: Pick<Check, 'core' | 'steps'>): boolean => check.core || isOfData(check);
