/** What a phase may last, in minutes. */
export const limits = { least: 1, most: 180 };

/** Minutes from what was typed: whole and within the limits, or the old value where it is no number. */
export const readMinutes = (text, old) => {
  const trimmed = String(text).trim();
  const minutes = Math.round(Number(trimmed));
  if (trimmed === '' || !Number.isFinite(minutes)) return old;
  return Math.min(limits.most, Math.max(limits.least, minutes));
};

/** Stored minutes over the usual ones; what is broken or out of limits stays usual. */
export const reviveMinutes = (value, usual) =>
  Object.fromEntries(
    Object.entries(usual).map(([phase, minutes]) => {
      const stored = value?.[phase];
      return [phase, Number.isInteger(stored) && readMinutes(stored, minutes) === stored ? stored : minutes];
    }),
  );
