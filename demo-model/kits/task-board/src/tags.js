const mostTags = 6;

/** Tags of what somebody typed, "home, Garden #urgent": lower case, without doubles, at most six. */
export const parseTags = (text) => {
  const names = text
    .toLowerCase()
    .split(/[\s,;#]+/)
    .map((name) => name.slice(0, 24))
    .filter((name) => name !== '');
  return [...new Set(names)].slice(0, mostTags);
};

/** Every tag on the board with the number of its tasks, in order of the alphabet. */
export const tagCounts = (tasks) => {
  const counts = new Map();
  for (const tag of tasks.flatMap((task) => task.tags ?? [])) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([tag, count]) => ({ tag, count }));
};

/** Whether a task carries a tag; without a tag to look for, every task does. */
export const hasTag = (task, tag) => tag === null || (task.tags ?? []).includes(tag);
