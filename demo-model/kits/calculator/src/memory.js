import { tidy } from './expression.js';

/** The memory after a memory key; `value` is what the display stands at. Null is an empty memory. */
export const changeMemory = (memory, key, value) => {
  switch (key) {
    case 'memory-clear':
      return null;
    case 'memory-add':
      return value === null ? memory : tidy((memory ?? 0) + value);
    case 'memory-subtract':
      return value === null ? memory : tidy((memory ?? 0) - value);
    default:
      return memory;
  }
};

/** A stored memory, or an empty one where the stored value is no number. */
export const reviveMemory = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
