const longestLabel = 80;

/** A label without needless space, at most 80 characters. */
export const cleanLabel = (text) =>
  typeof text === 'string' ? text.replace(/\s+/g, ' ').trim().slice(0, longestLabel) : '';

/** The page's title while a label is set. */
export const titleWith = (clock, phaseName, label) => {
  const clean = cleanLabel(label);
  return clean === '' ? `${clock} ${phaseName}` : `${clock} ${clean}`;
};
