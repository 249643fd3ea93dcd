const words = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** A moment as people say it, where they are: `1 Dec 2026, 04:49`. Programs read it from `--json`. */
export const moment = (at: string): string => words.format(new Date(at));
