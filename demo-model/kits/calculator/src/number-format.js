import { isNumber } from './expression.js';

const signs = { '+': '+', '-': '−', '*': '×', '/': '÷', '^': '^' };

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** A number token as people read it: 1234567.50 gives 1,234,567.50, with a true minus sign. */
export const formatNumber = (token) => {
  const text = String(token);
  if (text === '-0') return '−';
  const [, sign, whole, rest] = /^(-?)(\d*)(.*)$/.exec(text);
  const power = rest.replace('e+', ' × 10^').replace('e-', ' × 10^−');
  return `${sign === '' ? '' : '−'}${grouped(whole)}${power}`;
};

const between = (before, token) => {
  const isTight = before === undefined || before === '(' || token === ')' || /^[a-z√]/.test(before);
  return isTight || before === '^' || token === '^' ? '' : ' ';
};

/** A whole expression as people read it: ['12', '*', '-3'] gives "12 × −3". */
export const formatExpression = (tokens) =>
  tokens
    .map(
      (token, at) =>
        between(tokens[at - 1], token) + (isNumber(token) ? formatNumber(token) : (signs[token] ?? token)),
    )
    .join('');
