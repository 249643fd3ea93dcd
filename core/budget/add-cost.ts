import type { Cost } from '../wire/mission.ts';

/** The sum of two costs. */
export function addCost(left: Cost, right: Cost): Cost {
  return {
    usd: left.usd + right.usd,
    input_tokens: left.input_tokens + right.input_tokens,
    output_tokens: left.output_tokens + right.output_tokens,
  };
}
