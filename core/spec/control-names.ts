import type { CheckStep } from '../wire/check.ts';

/**
 * What steps look for in an app, each with the verb that acts on it and each once: names of controls and of parts, pages and calls. Never what
 * they type or expect to see, which an app could write down instead of doing its work.
 */
export function controlNames(steps: readonly CheckStep[]): string[] {
  return [...new Set(steps.flatMap(namesIn))];
}

function namesIn(step: CheckStep): readonly string[] {
  switch (step.do) {
    case 'fill':
    case 'choose':
    case 'click':
    case 'tick':
    case 'changes':
    case 'count':
    case 'download':
      return [`${step.do} ${anyOf(step.what)}`];
    case 'drag':
      return [`drag ${anyOf(step.what)} -> ${anyOf(step.to)}`];
    case 'see':
    case 'gone':
      return step.in === undefined ? [] : [`in ${anyOf(step.in)}`];
    case 'open':
      return [`open ${step.path}`];
    case 'call':
      return [`call ${step.method} ${step.path}`];
    case 'press':
    case 'reload':
    case 'offline':
    case 'visitor':
      return [];
  }
}

const anyOf = (what: string | readonly string[]): string =>
  typeof what === 'string' ? what : what.join(' | ');
