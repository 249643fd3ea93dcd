/** A page with fewer lines in its snapshot says next to nothing of itself. */
const leastLines = 5;

/** Whether a page, as its ARIA snapshot has it, is all but blank. */
export const saysLittle = (aria: string): boolean => aria.trim().split('\n').length < leastLines;
