/** What stands on the button that clears the board. */
export const describeClear = (count) => {
  if (count === 0) return 'Clear all';
  return count === 1 ? 'Clear all (1 task)' : `Clear all (${count} tasks)`;
};

/** An empty board, and how to get the tasks back: they go before those that were added since. */
export const clearTasks = (tasks) => {
  const cleared = [...tasks];
  return {
    tasks: [],
    restore(now) {
      const ids = new Set(now.map((task) => task.id));
      return [...cleared.filter((task) => !ids.has(task.id)), ...now];
    },
  };
};
