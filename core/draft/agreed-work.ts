import type { Mission } from '../mission/mission.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { AuthorInput } from '../skill/hook-inputs.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import { toldSteps } from '../spec/told-steps.ts';
import type { AgreedPlan } from '../wire/chat.ts';
import type { Check } from '../wire/check.ts';

/** What is to be built: the plan of a talk, or else what the spec says; null where neither is there. */
export function planOf({ request, spec }: Pick<Mission, 'request' | 'spec'>): AgreedPlan | null {
  if (spec === undefined) return request.plan;
  const { title, stack, features } = spec;
  return { ...(request.plan ?? { title, features }), stack };
}

/** What authors are told was agreed: the plan, what the app may need, what is left out, and the checks that will be tried, step by step. */
export const agreedWork =
  (deps: { readonly objects: ObjectStore }) =>
  async (
    mission: Mission,
    signal: AbortSignal,
  ): Promise<Pick<AuthorInput, 'plan' | 'needs' | 'checks' | 'left_out'>> => {
    const plan = planOf(mission);
    const { spec: told, waived, questioned } = mission;
    if (told === undefined) return { plan, needs: null, checks: [], left_out: [] };
    const spec = await agreedSpec(deps)(mission, signal);
    const without = new Set(waived.map(({ check }) => check));
    const kept = new Map(
      questioned.flatMap(({ check, why, sha256 }) => (sha256 === undefined ? [[check, why]] : [])),
    );
    const checks: readonly (Omit<Check, 'steps'> & Partial<Check>)[] = spec?.checks ?? told.checks;
    return {
      plan,
      needs: told.needs,
      checks: checks
        .filter(({ id }) => !without.has(id))
        .map(({ steps = [], ...words }) => {
          const stays = kept.get(words.id);
          return { ...words, steps: toldSteps(steps), ...(stays !== undefined && { stays }) };
        }),
      left_out: told.left_out,
    };
  };
