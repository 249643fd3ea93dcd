import * as z from 'zod';

/** The id of a delivery, no longer than a record's key takes beside its time. */
export const deliveryIdSchema = z.string().min(1).max(69);

/** Seconds with six decimals: when something was said, and the name of a message in its channel. */
export const tsSchema = z.string().regex(/^\d{1,12}\.\d{6}$/);

/** What a delivery is told apart and put in order by: microseconds, as long as keys of the queue are at least, then Slack's own id. */
export const deliveryOf = (ts: string, id: string): string =>
  `${ts.replace('.', '').padStart(30, '0')}-${id}`;
