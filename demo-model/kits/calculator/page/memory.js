import { addOperand, shownValue } from '../src/calculator.js';
import { changeMemory, reviveMemory } from '../src/memory.js';
import { formatNumber } from '../src/number-format.js';

/** Memory keys: one number kept aside, also after a reload. */
export function wireMemory(app) {
  let memory = reviveMemory(app.storage.read('memory', null));
  const draw = () => {
    document.querySelector('#memory-value').textContent = memory === null ? '' : `M ${formatNumber(memory)}`;
    for (const key of ['memory-clear', 'memory-recall'])
      document.querySelector(`[data-key="${key}"]`).disabled = memory === null;
  };
  const change = (key) => (state, grammar) => {
    memory = changeMemory(memory, key, shownValue(state, grammar));
    app.storage.write('memory', memory);
    draw();
    return state;
  };
  app.rules.actions = {
    ...app.rules.actions,
    'memory-clear': change('memory-clear'),
    'memory-add': change('memory-add'),
    'memory-subtract': change('memory-subtract'),
    'memory-recall': (state, grammar) =>
      memory === null ? state : addOperand(state, [String(memory)], grammar),
  };
  draw();
}
