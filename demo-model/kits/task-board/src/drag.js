/** Where a dragged card would land: before the first card whose middle lies below the pointer. `middles` are from top to bottom. */
export const dropIndex = (middles, pointer) => {
  const below = middles.findIndex((middle) => pointer < middle);
  return below === -1 ? middles.length : below;
};

/** The place to hand to the board, where cards that a filter hides do not show: before the visible card `nextId`, or at the end. */
export const placeBefore = (ids, draggedId, nextId) => {
  const others = ids.filter((id) => id !== draggedId);
  const at = nextId === null ? -1 : others.indexOf(nextId);
  return at === -1 ? others.length : at;
};
