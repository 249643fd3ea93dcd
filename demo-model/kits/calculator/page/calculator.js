import { openStorage, safeBacking } from '../../../parts/storage/src/storage.js';
import { press, previewOf, reviveCalculator } from '../src/calculator.js';
import { arithmetic } from '../src/expression.js';
import { formatExpression, formatNumber } from '../src/number-format.js';

const sizes = ['large', 'medium', 'small', 'tiny'];

const showText = (readout, text, isError) => {
  readout.textContent = text;
  // The largest in which every digit is seen; what is longer still scrolls.
  for (const size of sizes) {
    readout.dataset.size = size;
    if (readout.scrollWidth <= readout.clientWidth) break;
  }
  readout.classList.toggle('is-error', isError);
  readout.scrollLeft = readout.scrollWidth;
  // Only what scrolls is a stop for the Tab key.
  readout.tabIndex = readout.scrollWidth > readout.clientWidth ? 0 : -1;
};

const trailOf = ({ tokens, isDone, error }) =>
  isDone || error !== null ? `${formatExpression(tokens)} =` : '';

/** The display and the keypad. Features change `rules` and hear of results. */
export function startCalculator() {
  const storage = openStorage(
    'calculator',
    1,
    safeBacking(() => window.localStorage),
  );
  const readout = document.querySelector('#readout');
  const resultListeners = [];
  const app = {
    storage,
    rules: { grammar: arithmetic, actions: {} },
    state: reviveCalculator(storage.read('entry', [])),
    onResult: (listener) => resultListeners.push(listener),
    show(state) {
      app.state = state;
      storage.write('entry', state.isDone ? [String(state.answer)] : state.tokens);
      draw();
    },
    press(key) {
      const before = app.state;
      app.show(press(before, key, app.rules));
      if (app.state.isDone && !before.isDone) for (const listener of resultListeners) listener(app.state);
    },
  };
  const draw = () => {
    const { tokens, isDone, answer, error } = app.state;
    const preview = previewOf(app.state, app.rules.grammar);
    const text = error ?? (isDone ? formatNumber(answer) : formatExpression(tokens) || '0');
    showText(readout, text, error !== null);
    document.querySelector('#trail').textContent = trailOf(app.state);
    document.querySelector('#preview').textContent =
      preview === null || error ? '' : `= ${formatNumber(preview)}`;
  };
  const calculator = document.querySelector('.calculator');
  calculator.addEventListener('click', (event) => {
    const key = event.target.closest('[data-key]');
    if (key) app.press(key.dataset.key);
  });
  // A tap does not move the focus to the key, so that Enter goes on meaning "equals".
  calculator.addEventListener('mousedown', (event) => {
    if (event.target.closest('[data-key]')) event.preventDefault();
  });
  draw();
  return app;
}
