import { clock, digest, ids, records } from '#world';
import type { SessionDeps } from '../../core/access/sessions.ts';

/** What verifies a caller. */
export function accessDeps(): SessionDeps {
  return { records: records(), digest: digest(), clock: clock(), ids: ids() };
}
