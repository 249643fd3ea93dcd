import type { AgreedPlan } from '../wire/chat.ts';
import type { Check } from '../wire/check.ts';
import type { TalkedOf } from '../wire/mission-request.ts';
import type { Needs, Spec } from '../wire/spec.ts';
import type { AnsweredSpec } from './answered-spec.ts';
import { readCheck } from './answered-spec.ts';
import { withOwnIds } from './own-ids.ts';

/** Most checks that a spec has in all; beyond them the oldest give way. */
const maxChecks = 24;

/** What an answer has to be in line with. */
export interface KnownBefore {
  readonly plan: AgreedPlan | null;
  /** What a talk came to beside the plan. */
  readonly talkedOf?: Omit<TalkedOf, 'plan_id'> | undefined;
  /** What the app is held to that is extended, and what it needs by now. */
  readonly earlier: readonly Check[];
  readonly earlierNeeds?: Needs | undefined;
}

/**
 * The spec that an answer comes to. What a person agreed to in a talk is never contradicted by it: the plan, the checks that were not struck, in
 * their words, and what the app may need. Checks of the app that is extended stay unless they come anew under their id or are dropped; exactly
 * one check is `core`.
 */
export function agreeSpec(answer: AnsweredSpec, known: KnownBefore): Spec {
  const { title, stack, features } = known.plan ?? answer;
  const dropped = new Set(known.talkedOf?.dropped ?? answer.dropped.map(({ id }) => id));
  const given = agreedChecks(answer.checks.map(readCheck), known);
  const kept = known.earlier.filter(({ id }) => !dropped.has(id) && !given.some((check) => check.id === id));
  const checks = withOwnIds([...kept, ...given]).slice(-maxChecks);
  const needs = joinNeeds(known.earlierNeeds, agreedNeeds(answer.needs, known.talkedOf?.needs));
  return {
    title,
    stack: stack === 'static' && hasFunctions(needs) ? 'node' : stack,
    features: [...features],
    needs,
    left_out: joinLeftOut(known.talkedOf?.left_out ?? [], answer.left_out),
    checks: withOneCore(checks),
  };
}

/**
 * Checks that were talked of keep their words; those that nobody talked of, or that were struck, are none where any were talked of. One of the app
 * that is extended may be tried by other steps after the change, and says what it said.
 */
function agreedChecks(given: readonly Check[], { talkedOf, earlier }: KnownBefore): readonly Check[] {
  if (talkedOf === undefined) return given;
  const { checks, struck = [] } = talkedOf;
  const said = [...checks, ...earlier.map(({ id, feature, words }) => ({ id, feature, words }))];
  const agreed = given.flatMap((check) => {
    const words = said.find(({ id }) => id === check.id);
    return words === undefined ? [] : [{ ...check, ...words }];
  });
  return agreed.length === 0 ? given.filter(({ id }) => !struck.includes(id)) : agreed;
}

/** After a talk nobody is spoken to, and no secret asked for, that the person was not shown; a database is only where data is kept. */
const agreedNeeds = (given: Needs, talkedOf: Needs | undefined): Needs =>
  talkedOf === undefined ? given : { ...talkedOf, data: talkedOf.data || given.data };

const hasFunctions = ({ data, secrets, origins }: Needs): boolean =>
  data || secrets.length > 0 || origins.some(({ by }) => by === 'function');

/** An extension needs what the app needs already; what goes with it goes with this change alone. */
function joinNeeds(before: Needs | undefined, now: Needs): Needs {
  if (before === undefined) return now;
  const { drops = [] } = now;
  const isUnnamed = ({ name }: Needs['secrets'][number]): boolean =>
    !before.secrets.some((other) => other.name === name);
  const isNew = ({ origin, by }: Needs['origins'][number]): boolean =>
    !before.origins.some((other) => other.origin === origin && other.by === by);
  return {
    data: before.data || now.data,
    secrets: [...before.secrets, ...now.secrets.filter(isUnnamed)].slice(0, maxNeeds),
    origins: [...before.origins, ...now.origins.filter(isNew)].slice(0, maxNeeds),
    ...(drops.length > 0 && { drops }),
  };
}

const maxNeeds = 20;

const maxLeftOut = 20;

function joinLeftOut(before: Spec['left_out'], now: Spec['left_out']): Spec['left_out'] {
  const added = now.filter(({ what }) => !before.some((other) => other.what === what));
  return [...before, ...added].slice(0, maxLeftOut);
}

/** What the app is for: the last check that says so, since an extension may say it anew, or else the first. */
function withOneCore(checks: readonly Check[]): Check[] {
  const core = checks.findLast((check) => check.core) ?? checks[0];
  return checks.map((check) => ({ ...check, core: check === core }));
}
