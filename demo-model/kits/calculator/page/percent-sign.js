import { pressPercent, pressSign } from '../src/percent-sign.js';

/** Percent and sign: two more keys. */
export function wirePercentSign(app) {
  app.rules.actions = { ...app.rules.actions, '%': pressPercent, sign: pressSign };
}
