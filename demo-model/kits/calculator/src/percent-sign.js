import { CalculationError, evaluate, isNumber, tidy } from './expression.js';

const replaceLast = (state, number) => ({
  ...state,
  tokens: [...state.tokens.slice(0, -1), String(tidy(number))],
});

const settled = (state) =>
  state.isDone ? { tokens: [String(state.answer)], isDone: false, answer: null, error: null } : state;

/** What a percentage is a share of: for + and − the expression before it (in its own parenthesis), else one. */
const wholeBefore = (tokens, grammar) => {
  if (!['+', '-'].includes(tokens.at(-1))) return 1;
  const left = tokens.slice(0, -1);
  const open = left.lastIndexOf('(') > left.lastIndexOf(')') ? left.lastIndexOf('(') + 1 : 0;
  return evaluate(left.slice(open), grammar);
};

/** Percent as shopkeepers mean it: 200 + 10 % adds a tenth of 200, and 50 % alone or after × and ÷ is 0.5. */
export const pressPercent = (finished, grammar) => {
  const state = settled(finished);
  const last = state.tokens.at(-1);
  if (!isNumber(last)) return finished;
  try {
    const share = (wholeBefore(state.tokens.slice(0, -1), grammar) * Number(last)) / 100;
    return { ...replaceLast(state, share), error: null };
  } catch (error) {
    if (error instanceof CalculationError) return { ...state, error: error.message };
    throw error;
  }
};

/** Plus becomes minus and back, for the number being typed or the answer. */
export const pressSign = (finished) => {
  const state = settled(finished);
  const last = state.tokens.at(-1);
  if (state.tokens.length === 0) return { ...state, tokens: ['-0'] };
  if (!isNumber(last)) return finished;
  const flipped = last.startsWith('-') ? last.slice(1) : `-${last}`;
  return { ...state, error: null, tokens: [...state.tokens.slice(0, -1), flipped] };
};
