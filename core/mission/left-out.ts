import type { MissionView } from '../wire/mission.ts';
import type { Mission } from './mission.ts';

/** What was asked for and cannot be had: what the spec left out, and what authors added to it, each once. */
export function leftOutOf({ spec, attempts }: Pick<Mission, 'spec' | 'attempts'>): MissionView['left_out'] {
  const all = [...(spec?.left_out ?? []), ...attempts.flatMap(({ draft }) => draft?.left_out ?? [])];
  return all.filter(({ what }, index) => all.findIndex((other) => other.what === what) === index);
}
