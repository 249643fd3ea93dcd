const longestHistory = 50;

/** The history with a calculation in front; the same one twice in a row stands once, and the oldest fall off the end. */
export const addCalculation = (history, { expression, answer }) => {
  const [latest] = history;
  if (latest?.expression === expression && latest.answer === answer) return history;
  return [{ expression, answer }, ...history].slice(0, longestHistory);
};

const isCalculation = (entry) =>
  typeof entry?.expression === 'string' && typeof entry.answer === 'number' && Number.isFinite(entry.answer);

/** A stored history; whatever in it is not a calculation is left out. */
export const reviveHistory = (value) =>
  Array.isArray(value) ? value.filter(isCalculation).slice(0, longestHistory) : [];

/** What the screen says about the size of the history. */
export const describeHistory = (history) => {
  if (history.length === 0) return 'Your calculations will appear here.';
  return history.length === 1 ? '1 calculation' : `${history.length} calculations`;
};
