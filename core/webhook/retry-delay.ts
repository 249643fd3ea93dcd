/** For how long a message is tried. */
export const retryMs = 86_400_000;

const firstMs = 30_000;
const longestMs = 4 * 3_600_000;

/** How long a receiver is left alone that asks for a pause: never so long that its messages would be given up without another try. */
export const pauseMs = (toldMs: number): number => Math.min(toldMs, longestMs);

/** How long after a failed try the next one comes: half a minute, two, eight, and so on to four hours. */
export const retryDelayMs = (tries: number): number => Math.min(firstMs * 4 ** (tries - 1), longestMs);
