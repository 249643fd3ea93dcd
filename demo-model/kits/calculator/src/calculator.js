import { CalculationError, completed, evaluate, isNumber } from './expression.js';

const longestNumber = 15;
const longestExpression = 60;

/** Nothing typed yet. `tokens` is the expression, `answer` its value once `isDone`, `error` words for the person. */
export const emptyCalculator = () => ({ tokens: [], isDone: false, answer: null, error: null });

/** A stored calculator, or an empty one where the stored value is not one. */
export const reviveCalculator = (value) => {
  const tokens = Array.isArray(value) ? value : [];
  const isSound = tokens.length <= longestExpression && tokens.every((token) => typeof token === 'string');
  return isSound ? { ...emptyCalculator(), tokens } : emptyCalculator();
};

const typing = (tokens) => ({ ...emptyCalculator(), tokens });

/** True after something that a number cannot follow without a times sign. */
const endsOperand = (token, grammar) =>
  token === ')' || (token !== undefined && Object.hasOwn(grammar.constants, token));

/** Adds an operand, with a times sign where one is understood; a number in its place is replaced. */
export const addOperand = (state, tokens, grammar) => {
  const before = state.isDone ? [] : [...state.tokens];
  if (before.length + tokens.length > longestExpression) return state;
  const isPlain = isNumber(tokens[0]);
  if (isNumber(before.at(-1)) && (isPlain || Number(before.at(-1)) === 0)) before.pop();
  if (isNumber(before.at(-1)) || endsOperand(before.at(-1), grammar)) before.push('*');
  return typing([...before, ...tokens]);
};

const pressDigit = (state, digit, grammar) => {
  const last = state.isDone ? undefined : state.tokens.at(-1);
  if (!isNumber(last) || last.includes('e')) return addOperand(state, [digit], grammar);
  if (last.replace(/\D/g, '').length >= longestNumber) return state;
  const longer = /^-?0$/.test(last) ? last.replace('0', digit) : last + digit;
  return typing([...state.tokens.slice(0, -1), longer]);
};

const pressPoint = (state, grammar) => {
  const last = state.isDone ? undefined : state.tokens.at(-1);
  if (!isNumber(last) || last.includes('e')) return addOperand(state, ['0.'], grammar);
  return last.includes('.') ? state : typing([...state.tokens.slice(0, -1), `${last}.`]);
};

const takesSign = (last) => last === undefined || ['(', '*', '/', '^'].includes(last);

/** Adds an operator after an operand; it replaces an operator that stands there already. */
export const addOperator = (state, operator, grammar) => {
  const tokens = state.isDone ? [String(state.answer)] : [...state.tokens];
  if (tokens.length >= longestExpression) return state;
  if (operator === '-' && takesSign(tokens.at(-1))) return typing([...tokens, '-0']);
  if (tokens.at(-1) === '-0') tokens.pop();
  while (Object.hasOwn(grammar.binary, tokens.at(-1) ?? '')) tokens.pop();
  if (tokens.length === 0) tokens.push('0');
  if (tokens.at(-1) === '(') return typing(tokens);
  return typing([...tokens, operator]);
};

/** The end of an expression without the last thing typed: a digit, an operator, or a function with its parenthesis. */
const withoutLast = (before, last) => {
  const shorter = last.slice(0, -1);
  if (isNumber(last)) return isNumber(shorter) && !last.includes('e') ? [...before, shorter] : before;
  const opensFunction = last === '(' && /^[a-z√]/.test(before.at(-1) ?? '');
  return opensFunction ? before.slice(0, -1) : before;
};

const pressBack = (state) => {
  if (state.isDone || state.error !== null) return typing(state.tokens);
  const last = state.tokens.at(-1);
  return last === undefined ? state : typing(withoutLast(state.tokens.slice(0, -1), last));
};

const pressEquals = (state, grammar) => {
  if (state.isDone || state.tokens.length === 0) return state;
  try {
    const tokens = completed(state.tokens, grammar);
    return { tokens, isDone: true, answer: evaluate(tokens, grammar), error: null };
  } catch (error) {
    if (error instanceof CalculationError) return { ...state, error: error.message };
    throw error;
  }
};

/**
 * The calculator after a key: a digit, `.`, an operator, `=`, `clear`, `back`, or a key of `rules.actions`, each of which takes the
 * state and the grammar and gives the next state. An unknown key changes nothing.
 */
export const press = (state, key, rules) => {
  const { grammar, actions } = rules;
  if (Object.hasOwn(actions, key)) return actions[key](state, grammar);
  if (/^\d$/.test(key)) return pressDigit(state, key, grammar);
  if (Object.hasOwn(grammar.binary, key)) return addOperator(state, key, grammar);
  switch (key) {
    case '.':
      return pressPoint(state, grammar);
    case '=':
      return pressEquals(state, grammar);
    case 'back':
      return pressBack(state);
    case 'clear':
      return emptyCalculator();
    default:
      return state;
  }
};

/** The value of what is typed so far, or null where there is nothing to say yet. */
export const previewOf = (state, grammar) => {
  const tokens = completed(state.tokens, grammar);
  if (state.isDone || tokens.length < 2) return null;
  try {
    return evaluate(tokens, grammar);
  } catch {
    return null;
  }
};

/** The number that the display stands at: the answer, the preview, or the only number typed; else null. */
export const shownValue = (state, grammar) => {
  if (state.isDone) return state.answer;
  const [only] = state.tokens;
  return previewOf(state, grammar) ?? (state.tokens.length === 1 && isNumber(only) ? Number(only) : null);
};
