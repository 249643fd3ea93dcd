/** Thrown for what cannot be worked out; the message is for the person. */
export class CalculationError extends Error {
  name = 'CalculationError';
}

const sum = (a, b) => {
  const exact = a + b;
  // 0.3 - 0.1 - 0.2 leaves the last bit of a double; what is smaller than that bit is nothing.
  const noise = Number.isInteger(exact) ? 0 : 4.5e-16 * Math.max(Math.abs(a), Math.abs(b));
  return Math.abs(exact) <= noise ? 0 : exact;
};

const divide = (a, b) => {
  if (b === 0) throw new CalculationError('Cannot divide by zero');
  return a / b;
};

/** Plus, minus, times and divided by, with the usual precedence. */
export const arithmetic = {
  binary: {
    '+': { rank: 1, apply: sum },
    '-': { rank: 1, apply: (a, b) => sum(a, -b) },
    '*': { rank: 2, apply: (a, b) => a * b },
    '/': { rank: 2, apply: divide },
  },
  functions: {},
  constants: {},
};

/** Number tokens start with a digit, or a minus sign and a digit; '-' alone is the operator. */
export const isNumber = (token) => token !== undefined && /^-?\d/.test(token);

/** Rounds to 12 significant digits, so that 0.1 + 0.2 is 0.3; whole numbers stay exact. */
export const tidy = (value) => {
  if (Number.isNaN(value)) throw new CalculationError('Not a number');
  if (!Number.isFinite(value)) throw new CalculationError('Too large');
  return Number.isSafeInteger(value) ? value + 0 : Number(value.toPrecision(12));
};

const has = (table, token) => token !== undefined && Object.hasOwn(table, token);

/** The expression as far as it can be worked out: no dangling operator, every parenthesis closed. */
export const completed = (tokens, grammar) => {
  const kept = [...tokens];
  const dangles = (token) => token === '(' || has(grammar.binary, token) || has(grammar.functions, token);
  while (kept.length > 0 && dangles(kept.at(-1))) kept.pop();
  const open = kept.filter((token) => token === '(').length - kept.filter((token) => token === ')').length;
  for (let missing = open; missing > 0; missing -= 1) kept.push(')');
  return kept;
};

const parser = (tokens, grammar) => {
  let at = 0;
  const group = () => {
    const value = binary(0);
    if (tokens[at] === ')') at += 1;
    return value;
  };
  const operand = () => {
    const token = tokens[at];
    at += 1;
    if (isNumber(token)) return Number(token);
    if (has(grammar.constants, token)) return grammar.constants[token];
    if (token === '(') return group();
    if (has(grammar.functions, token) && tokens[at] === '(') {
      at += 1;
      return grammar.functions[token](group());
    }
    throw new CalculationError('That is not finished');
  };
  const binary = (minimumRank) => {
    let left = operand();
    while (has(grammar.binary, tokens[at]) && grammar.binary[tokens[at]].rank > minimumRank) {
      const { rank, apply, fromRight } = grammar.binary[tokens[at]];
      at += 1;
      left = apply(left, binary(fromRight ? rank - 1 : rank));
    }
    return left;
  };
  return { value: () => binary(0), isAtEnd: () => at === tokens.length };
};

/** The value of an expression; throws CalculationError. */
export const evaluate = (tokens, grammar) => {
  const reading = parser(completed(tokens, grammar), grammar);
  const value = reading.value();
  if (!reading.isAtEnd()) throw new CalculationError('That is not finished');
  return tidy(value) + 0;
};
