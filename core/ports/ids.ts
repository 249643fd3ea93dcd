import type { IdPrefix } from '../wire/ids.ts';

/** Makes prefixed, time-sortable ids and unguessable tokens. */
export interface Ids {
  /** `prefix_` and 26 characters; ids of one process sort by the time they were made. */
  make(prefix: IdPrefix): string;
  /** 256 random bits as base64url. */
  token(): string;
}
