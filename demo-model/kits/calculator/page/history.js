import { addOperand } from '../src/calculator.js';
import { addCalculation, describeHistory, reviveHistory } from '../src/history.js';
import { formatExpression, formatNumber } from '../src/number-format.js';

/** History: what was worked out, newest first; choosing one puts its answer in the expression. */
export function wireHistory(app) {
  const list = document.querySelector('#history-list');
  const clear = document.querySelector('#history-clear');
  let history = reviveHistory(app.storage.read('history', []));
  const line = ({ expression, answer }) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    const words = document.createElement('span');
    const result = document.createElement('strong');
    button.type = 'button';
    button.className = 'past';
    words.className = 'soft small';
    words.textContent = `${expression} =`;
    result.textContent = formatNumber(answer);
    button.append(words, result);
    button.addEventListener('click', () =>
      app.show(addOperand(app.state, [String(answer)], app.rules.grammar)),
    );
    item.append(button);
    return item;
  };
  const draw = () => {
    list.replaceChildren(...history.map(line));
    document.querySelector('#history-size').textContent = describeHistory(history);
    clear.hidden = history.length === 0;
  };
  const keep = (next) => {
    history = next;
    app.storage.write('history', history);
    draw();
  };
  app.storage.follow(window, 'history', (stored) => {
    history = reviveHistory(stored);
    draw();
  });
  app.onResult(({ tokens, answer }) => {
    if (tokens.length > 1) keep(addCalculation(history, { expression: formatExpression(tokens), answer }));
  });
  clear.addEventListener('click', () => keep([]));
  draw();
}
