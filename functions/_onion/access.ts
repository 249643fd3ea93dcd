import type { SessionDeps } from '../../core/access/sessions.ts';
import type { World } from '../../core/ports/world.ts';

/** What verifies a caller, taken from a world. */
export function accessDeps(world: Pick<World, 'records' | 'digest' | 'clock' | 'ids'>): SessionDeps {
  return { records: world.records(), digest: world.digest(), clock: world.clock(), ids: world.ids() };
}
