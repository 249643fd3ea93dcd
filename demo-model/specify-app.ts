import type { AgreedPlan } from '../core/wire/chat.ts';
import type { Cannot } from '../core/wire/draft.ts';
import { kits, notThatKind, sayWhatCanBeBuilt } from './catalogue.ts';
import type { AppKit, KitFeature } from './kit.ts';
import { kitChecks } from './kit-checks.ts';
import { kitOfPlan } from './kit-of-plan.ts';
import { lookOf } from './looks.ts';
import { chosenFeatures } from './propose-kit.ts';
import { otherKind } from './understanding/other-kind.ts';
import { featureOf, readWishes, recogniseKit } from './understanding/recognise.ts';

/** What a spec is made of, as a model gives it; or in words why there is none. */
export type Specified = { readonly spec: object } | { readonly cannot: Cannot };

/** What is worth trying of a request, and of a plan that somebody has agreed to feature by feature. */
const mostOfMemo = 6;
const mostOfPlan = 12;

interface Wanted {
  readonly request: string;
  readonly plan: AgreedPlan | undefined;
  /** The checks that a talk came to, in their words. */
  readonly talkedOf?: readonly { readonly id: string; readonly feature: string; readonly words: string }[];
  /** The app that is extended; what its spec holds stays, but for what is given anew. */
  readonly app: { readonly slug: string } | undefined;
  /** Ids of the checks that the app is held to already. */
  readonly known: readonly string[];
}

/** Says what an app of the catalogue will do, and how that is tried. */
export function specifyApp({ request, plan, talkedOf, app, known }: Wanted): Specified {
  if (app !== undefined && plan === undefined) return { spec: specOfExtension(app.slug, request, known) };
  const kit = plan === undefined ? recogniseKit(request, kits) : kitOfPlan(plan, request);
  if (kit === undefined) {
    const why = 'This is none of the apps that the built-in demo model can build.';
    return { cannot: { why, nearest: sayWhatCanBeBuilt() } };
  }
  if (plan !== undefined) return { spec: specOfPlan(kit, plan, { talkedOf, isChange: app !== undefined }) };
  const asked = otherKind(request, kit);
  if (asked !== undefined) return { cannot: notThatKind(asked) };
  const wishes = readWishes(request, kit);
  const features = chosenFeatures(kit, wishes);
  return {
    spec: {
      title: kit.title,
      stack: 'static',
      features: features.map(({ title }) => title),
      left_out: leftOut(wishes.unknown),
      checks: checksOf(kit, features, 1).slice(0, mostOfMemo),
    },
  };
}

const leftOut = (unknown: readonly string[]) =>
  unknown.map((what) => ({ what, why: 'The built-in demo model does not know it.' }));

/** What a plan comes to; of an app that is changed, what no talk came to is tried already. */
function specOfPlan(
  kit: AppKit,
  plan: AgreedPlan,
  { talkedOf = [], isChange }: Pick<Wanted, 'talkedOf'> & { readonly isChange: boolean },
): object {
  const isSpoken = isChange || talkedOf.length > 0;
  return {
    title: plan.title,
    stack: 'static',
    features: plan.features,
    left_out: leftOut(plan.features.filter((words) => !featureOf(words, kit) && !lookOf(words))),
    checks: isSpoken ? stepsFor(kit, talkedOf) : checksOf(kit, featuresOf(plan, kit), 1).slice(0, mostOfPlan),
  };
}

function featuresOf(plan: AgreedPlan, kit: AppKit): readonly KitFeature[] {
  return plan.features.flatMap((words) => featureOf(words, kit) ?? []);
}

/** Whether it can be extended is for the author to say, who sees its files. */
function specOfExtension(slug: string, request: string, known: readonly string[]): object {
  const kit = kits.find((one) => slug === one.slug || slug.startsWith(`${one.slug}-`));
  const wanted = kit === undefined ? [] : readWishes(request, kit).wanted;
  const next = Math.max(0, ...known.map((id) => Number(id.slice(1)))) + 1;
  return {
    title: kit?.title ?? slug,
    stack: 'static',
    features: wanted.map(({ title }) => title),
    checks:
      kit === undefined ? [] : checksOf(kit, wanted, next).filter(({ feature }) => feature !== kit.title),
  };
}

/** How checks are tried that a talk put into words; one that this model did not word is left away. */
function stepsFor(kit: AppKit, talkedOf: NonNullable<Wanted['talkedOf']>) {
  const [core, ...others] = kitChecks[kit.id] ?? [];
  return talkedOf.flatMap((check) => {
    const known = [core, ...others].find((one) => one?.words === check.words);
    return known === undefined ? [] : [{ ...check, core: known === core, steps: known.steps }];
  });
}

/** What the app is for comes first, then a check a feature, then what holds for every app of its kind. */
function checksOf(kit: AppKit, features: readonly KitFeature[], first: number) {
  const titles = new Map(features.map(({ id, title }) => [id, title]));
  const [core, ...others] = kitChecks[kit.id] ?? [];
  const ofFeatures = others.filter(({ of }) => of !== undefined && titles.has(of));
  const general = others.filter(({ of }) => of === undefined);
  return [...(core === undefined ? [] : [core]), ...ofFeatures, ...general].map(
    ({ of, words, steps }, index) => ({
      id: `c${first + index}`,
      feature: (of === undefined ? undefined : titles.get(of)) ?? kit.title,
      words,
      core: index === 0,
      steps,
    }),
  );
}
