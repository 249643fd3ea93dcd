import type { StatesBinding, Template } from './expression.ts';
import { StateFailed } from './fault.ts';

const maxSeconds = 99_999_999;

/** A whole number of seconds within Step Functions' range; anything else throws States.QueryEvaluationError. */
export async function evaluateSeconds(
  template: Template,
  binding: StatesBinding,
  { field, atLeast }: { readonly field: string; readonly atLeast: number },
): Promise<number> {
  const value = await template(binding);
  if (typeof value === 'number' && Number.isInteger(value) && value >= atLeast && value <= maxSeconds)
    return value;
  throw new StateFailed(
    'States.QueryEvaluationError',
    `${field} is not a whole number of seconds from ${atLeast}`,
  );
}
