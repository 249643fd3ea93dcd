import { addOperand, addOperator } from './calculator.js';
import { CalculationError, isNumber } from './expression.js';

const within = (isAllowed, words, work) => (value) => {
  if (!isAllowed(value)) throw new CalculationError(words);
  return work(value);
};

/** Sines of multiples of π are whole: what is left of rounding is taken away. */
const snap = (value) => (Math.abs(value - Math.round(value)) < 1e-15 ? Math.round(value) : value);

const tangent = (radians) => {
  if (snap(Math.cos(radians)) === 0) throw new CalculationError('Not defined');
  return snap(Math.sin(radians)) / snap(Math.cos(radians));
};

const power = (base, exponent) => {
  if (base === 0 && exponent < 0) throw new CalculationError('Cannot divide by zero');
  return base ** exponent;
};

/** A grammar with powers, roots, logarithms, π, e, and trigonometry in degrees or radians. */
export const scientificGrammar = (grammar, angle) => {
  const unit = angle === 'degrees' ? Math.PI / 180 : 1;
  return {
    binary: { ...grammar.binary, '^': { rank: 3, apply: power, fromRight: true } },
    constants: { ...grammar.constants, π: Math.PI, e: Math.E },
    functions: {
      ...grammar.functions,
      sin: (value) => snap(Math.sin(value * unit)),
      cos: (value) => snap(Math.cos(value * unit)),
      tan: (value) => tangent(value * unit),
      ln: within((value) => value > 0, 'Logarithms need more than zero', Math.log),
      log: within((value) => value > 0, 'Logarithms need more than zero', Math.log10),
      '√': within((value) => value >= 0, 'Roots need zero or more', Math.sqrt),
    },
  };
};

const closeGroup = (state) => {
  const last = state.tokens.at(-1);
  const depth =
    state.tokens.filter((token) => token === '(').length -
    state.tokens.filter((token) => token === ')').length;
  const endsWell = isNumber(last) || last === ')' || last === 'π' || last === 'e';
  return !state.isDone && depth > 0 && endsWell
    ? { ...state, error: null, tokens: [...state.tokens, ')'] }
    : state;
};

const square = (state, grammar) => {
  const raised = addOperator(state, '^', grammar);
  return raised.tokens.at(-1) === '^' ? { ...raised, tokens: [...raised.tokens, '2'] } : raised;
};

/** What the scientific keys do; a function key also opens its parenthesis. */
export const scientificActions = {
  '(': (state, grammar) => addOperand(state, ['('], grammar),
  ')': closeGroup,
  square,
  ...Object.fromEntries(
    ['π', 'e'].map((name) => [name, (state, grammar) => addOperand(state, [name], grammar)]),
  ),
  ...Object.fromEntries(
    ['sin', 'cos', 'tan', 'ln', 'log', '√'].map((name) => [
      name,
      (state, grammar) => addOperand(state, [name, '('], grammar),
    ]),
  ),
};
