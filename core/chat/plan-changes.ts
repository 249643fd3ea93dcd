import { withOwnIds } from '../spec/own-ids.ts';
import type { AgreedPlan, Consultation, Plan } from '../wire/chat.ts';
import type { Check } from '../wire/check.ts';
import type { MissionId } from '../wire/ids.ts';
import type { Needs } from '../wire/spec.ts';
import { amendDetails, type Details, noDetails } from './plan-details.ts';
import type { Renames } from './rename-features.ts';
import { allRenames, namesChanged, newName, renamedFeatures, underNewNames } from './rename-features.ts';
import { hasFeature, sameFeature } from './same-feature.ts';

/** The app that a conversation has, as its newest version was agreed. */
export interface KnownApp extends AgreedPlan {
  readonly app_id: string;
  readonly slug: string;
  /** The mission of that version. */
  readonly base: MissionId;
  readonly checks: readonly Check[];
  readonly needs: Needs;
}

type Changed = Details & Required<Pick<Plan, 'changes'>> & Pick<Plan, 'fault'>;

const maxChecks = 24;

/** What a plan says that changes an app: its delta against the app, the checks that come, and those of the app that go. */
export function changeDetails(
  known: KnownApp,
  planned: Plan | undefined,
  said: Consultation,
  plan: AgreedPlan,
): Changed {
  const renames = allRenames(planned, said);
  const app = underNewNames(known, renames);
  const awaiting = planned && underNewNames(planned, renames);
  const consultation = {
    ...said,
    checks: said.checks?.map((check) => ({ ...check, feature: newName(check.feature, renames) })),
  };
  const renamed = namesChanged(known.features, renames);
  const before: Details = awaiting ?? { ...noDetails, needs: app.needs };
  const amended = amendDetails(before, withOwnChecks(app, awaiting, consultation), plan);
  const { changed = [], checks_dropped: gone = [] } = awaiting?.changes ?? {};
  const { change_features: asked = [], drop_checks: wanted = [] } = consultation;
  const named = [...changed, ...asked, ...renamed.map(({ to }) => to)];
  const dropIds = new Set([...gone.map(({ id }) => id), ...wanted]);
  const details = { ...amended, checks: withRenamed(amended.checks, app, { renamed, dropIds }) };
  const isGone = ({ feature }: Check): boolean =>
    hasFeature(app.features, feature) && !hasFeature(plan.features, feature);
  const dropped = app.checks.filter(
    (check) => (dropIds.has(check.id) || isGone(check)) && !details.checks.some(({ id }) => id === check.id),
  );
  return {
    ...details,
    changes: {
      added: plan.features.filter((feature) => !hasFeature(app.features, feature)),
      changed: app.features.filter(
        (feature) => hasFeature(named, feature) && hasFeature(plan.features, feature),
      ),
      removed: app.features.filter((feature) => !hasFeature(plan.features, feature)),
      ...(renamed.length > 0 && { renamed: [...renamed] }),
      checks_added: details.checks.map(({ id }) => id),
      checks_dropped: dropped.map(({ id, feature, words }) => ({ id, feature, words })),
    },
  };
}

/** The checks of a feature that goes on under another name are tried by other steps, and say what they said. */
function withRenamed(
  checks: Plan['checks'],
  app: KnownApp,
  { renamed, dropIds }: { readonly renamed: Renames; readonly dropIds: ReadonlySet<string> },
): Plan['checks'] {
  const names = renamed.map(({ to }) => to);
  const anew = app.checks.filter(
    ({ id, feature }) =>
      hasFeature(names, feature) && !dropIds.has(id) && !checks.some((check) => check.id === id),
  );
  return [...checks, ...anew.map(({ id, feature, words }) => ({ id, feature, words }))].slice(0, maxChecks);
}

/** A check under the id of one of the app says that one anew if it is about the same feature; any other gets an id that neither the app nor the plan has. */
function withOwnChecks(app: KnownApp, awaiting: Plan | undefined, consultation: Consultation): Consultation {
  const { checks = [] } = consultation;
  const known = [...app.checks, ...(awaiting?.checks ?? [])];
  const isAnew = (check: { readonly id: string; readonly feature: string }): boolean =>
    known.some(({ id, feature }) => id === check.id && sameFeature(feature, check.feature));
  const anew = checks.filter(isAnew);
  const added = withOwnIds([...known, ...checks.filter((check) => !isAnew(check))]).slice(known.length);
  return { ...consultation, checks: [...anew, ...added] };
}

/** The plan of a fault: nothing of the app changes but that one more thing is tried, or one that it is held to already, on the app as it is first. */
export function faultDetails(app: KnownApp, { feature, words }: NonNullable<Consultation['fault']>): Changed {
  const known = app.features.find((one) => sameFeature(one, feature)) ?? feature;
  const same = app.checks.find((check) => sameFeature(check.words, words));
  const ids: { readonly id: string }[] = app.checks.map(({ id }) => ({ id }));
  const own = withOwnIds([...ids, ids[0] ?? { id: 'c1' }]).at(-1) as { id: string };
  const { id } = same ?? own;
  return {
    ...noDetails,
    needs: app.needs,
    checks: [{ id, feature: same?.feature ?? known, words }],
    changes: {
      added: [],
      changed: [known],
      removed: [],
      checks_added: same === undefined ? [id] : [],
      checks_dropped: [],
    },
    fault: id,
  };
}

/**
 * A plan that was made for an earlier version of the app, made for the newest one: what it adds, changes and removes stays, and what came to the
 * app since is kept.
 */
export function rebaseChange(app: KnownApp, plan: Plan & Pick<Changed, 'changes'>): AgreedPlan & Changed {
  const { added, changed, removed, renamed = [], checks_dropped = [] } = plan.changes;
  const kept = renamedFeatures(app.features, renamed).filter((feature) => !hasFeature(removed, feature));
  const agreed: AgreedPlan = {
    title: plan.title,
    stack: app.stack,
    features: [...kept, ...added.filter((feature) => !hasFeature(kept, feature))].slice(0, 40),
  };
  const consultation: Consultation = {
    intent: 'change',
    reply: 'As before.',
    title: null,
    stack: null,
    add_features: [],
    remove_features: [],
    change_features: changed,
    rename_features: renamed,
    drop_checks: checks_dropped.map(({ id }) => id),
    checks: plan.checks.slice(0, maxChecks),
    needs: plan.needs,
    left_out: plan.left_out,
  };
  const fault = plan.checks.find(({ id }) => id === plan.fault);
  const details =
    fault === undefined ? changeDetails(app, undefined, consultation, agreed) : faultDetails(app, fault);
  return { ...agreed, ...details };
}
