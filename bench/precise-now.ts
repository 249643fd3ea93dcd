/** Milliseconds since 1970 with their fraction, alike in every process of this machine. */
export const preciseNowMs = (): number => performance.timeOrigin + performance.now();
