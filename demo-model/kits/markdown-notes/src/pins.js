/** The list with one note's pin turned over; pinning is not an edit, so its time of change stays. */
export function togglePin(notes, id) {
  return notes.map((note) => (note.id === id ? { ...note, isPinned: note.isPinned !== true } : note));
}

/** Pinned notes first; within both groups the order that the list came in. */
export function pinnedFirst(notes) {
  return [
    ...notes.filter((note) => note.isPinned === true),
    ...notes.filter((note) => note.isPinned !== true),
  ];
}
