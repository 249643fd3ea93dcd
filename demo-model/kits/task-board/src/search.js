const plain = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether a task has every word of a search in its title or tags, whatever the case and accents. */
export const matchesSearch = (task, search) => {
  const text = plain([task.title, ...(task.tags ?? [])].join(' '));
  return plain(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** How many tasks a search found, in words; nothing to say without a search. */
export const describeFound = (found, search) => {
  if (search.trim() === '') return '';
  if (found === 0) return `No task matches “${search.trim()}”.`;
  return found === 1 ? '1 task found' : `${found} tasks found`;
};
