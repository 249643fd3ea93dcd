import type { CheckStep } from '../wire/check.ts';
import { showStep } from './show-step.ts';

type Told = string | readonly string[];

/**
 * The steps of a check as an app's author is told them: lines of the check language, in which `#` stands for each digit of what the app has to work
 * out. What a step types or chooses is shown, since the app has to take it in that form; an outcome could be written down in place of the work.
 */
export function toldSteps(steps: readonly CheckStep[]): string[] {
  const typed = steps.flatMap((step) => (step.do === 'fill' || step.do === 'choose' ? [step.value] : []));
  const hide = (text: string): string =>
    typed.some((value) => value.includes(text)) ? text : text.replaceAll(/\d/g, '#');
  const hideAny = (what: Told): string | string[] => (typeof what === 'string' ? hide(what) : what.map(hide));
  return steps.map((step) => hidden(step, hide, hideAny));
}

function hidden(step: CheckStep, hide: (text: string) => string, hideAny: (what: Told) => string | string[]) {
  switch (step.do) {
    case 'see':
    case 'gone':
      return showStep({ ...step, what: hideAny(step.what) });
    case 'count':
      return showStep(step).replace(/\d(?=\d*$)/g, '#');
    case 'download':
      return showStep(step.holds === undefined ? step : { ...step, holds: hide(step.holds) });
    case 'call':
      return showStep(
        step.expect?.holds === undefined
          ? step
          : { ...step, expect: { ...step.expect, holds: hide(step.expect.holds) } },
      );
    default:
      return showStep(step);
  }
}
