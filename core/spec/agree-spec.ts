import type { AgreedPlan } from '../wire/chat.ts';
import type { Check } from '../wire/check.ts';
import type { Spec } from '../wire/spec.ts';
import type { AnsweredSpec } from './answered-spec.ts';
import { readCheck } from './answered-spec.ts';

/** Most checks that a spec has in all; beyond them the oldest give way. */
const maxChecks = 24;

/**
 * The spec that an answer comes to. What a person agreed to in a plan is never contradicted by it; checks of the app that is extended stay unless
 * they come anew under their id or are dropped; exactly one check is `core`.
 */
export function agreeSpec(
  answer: AnsweredSpec,
  known: { readonly plan: AgreedPlan | null; readonly earlier: readonly Check[] },
): Spec {
  const { title, stack, features } = known.plan ?? answer;
  const dropped = new Set(answer.dropped.map(({ id }) => id));
  const given = answer.checks.map(readCheck);
  const kept = known.earlier.filter(({ id }) => !dropped.has(id) && !given.some((check) => check.id === id));
  const checks = numbered([...kept, ...given]).slice(-maxChecks);
  return {
    title,
    stack,
    features: [...features],
    needs: answer.needs,
    left_out: answer.left_out,
    checks: withOneCore(checks),
  };
}

/** Ids that stand for one check each; one that comes twice gets the next free number. */
function numbered(checks: readonly Check[]): Check[] {
  const taken = new Set<string>();
  let next = Math.max(0, ...checks.map(({ id }) => Number(id.slice(1)))) + 1;
  return checks.map((check) => {
    const id = taken.has(check.id) ? `c${next++}` : check.id;
    taken.add(id);
    return { ...check, id };
  });
}

/** What the app is for: the last check that says so, since an extension may say it anew, or else the first. */
function withOneCore(checks: readonly Check[]): Check[] {
  const core = checks.findLast((check) => check.core) ?? checks[0];
  return checks.map((check) => ({ ...check, core: check === core }));
}
