import type { CheckStep } from '../wire/check.ts';

/** A step as a line of the check language, as people and models are shown it; `readStep` reads it back. */
export function showStep(step: CheckStep): string {
  switch (step.do) {
    case 'open':
      return `open ${step.path}`;
    case 'fill':
    case 'choose':
      return `${step.do} ${any(step.what)} = ${step.value.replaceAll('\n', '\\n')}`;
    case 'click':
    case 'changes':
    case 'same':
      return `${step.do} ${any(step.what)}`;
    case 'tick':
      return `tick ${any(step.what)}${step.on ? '' : ' off'}`;
    case 'press':
      return `press ${step.key}`;
    case 'drag':
      return `drag ${any(step.what)} -> ${any(step.to)}`;
    case 'see':
    case 'gone':
      return `${step.do} ${any(step.what)}${step.in === undefined ? '' : ` in ${any(step.in)}`}`;
    case 'count':
      return `count ${any(step.what)} = ${step.equals}`;
    case 'reload':
      return 'reload';
    case 'offline':
      return step.on ? 'offline' : 'offline off';
    case 'visitor':
      return `visitor ${step.what}`;
    case 'download':
      return `download ${any(step.what)}${step.holds === undefined ? '' : ` holds ${step.holds}`}`;
    case 'call':
      return showCall(step);
  }
}

const any = (what: string | readonly string[]): string =>
  typeof what === 'string' ? what : what.join(' | ');

function showCall({ method, path, body, expect }: Extract<CheckStep, { do: 'call' }>): string {
  const sent = body === undefined ? '' : ` ${typeof body === 'string' ? body : JSON.stringify(body)}`;
  const status = expect?.status === undefined ? '' : ` expect ${expect.status}`;
  const holds = expect?.holds === undefined ? '' : ` holds ${expect.holds}`;
  return `call ${method} ${path}${sent}${status}${holds}`;
}
