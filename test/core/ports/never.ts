/** A signal that never fires. */
export const never: AbortSignal = new AbortController().signal;
