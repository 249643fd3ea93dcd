/** From the most pressing to the least. */
export const priorities = [
  { id: 'high', name: 'High' },
  { id: 'medium', name: 'Medium' },
  { id: 'low', name: 'Low' },
];

/** The priority of that id, or none. */
export const priorityOf = (id) => priorities.find((priority) => priority.id === id) ?? null;

const rankOf = (task) => {
  const rank = priorities.findIndex((priority) => priority.id === task.priority);
  return rank === -1 ? priorities.length : rank;
};

/** The tasks with the most pressing first; those of one priority keep their order. */
export const byPriority = (tasks) => tasks.toSorted((a, b) => rankOf(a) - rankOf(b));
