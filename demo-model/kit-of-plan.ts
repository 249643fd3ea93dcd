import type { AgreedPlan } from '../core/wire/chat.ts';
import { kits } from './catalogue.ts';
import type { AppKit } from './kit.ts';
import { recogniseKit } from './understanding/recognise.ts';

/** The kit that a plan was made from: the one that knows most of its features, its title deciding between equals, then what was said. */
export function kitOfPlan(plan: Pick<AgreedPlan, 'title' | 'features'>, said: string): AppKit | undefined {
  const named = recogniseKit(plan.title, kits) ?? recogniseKit(said, kits);
  const scored = kits.map((kit) => ({ kit, score: scoreOf(kit, plan) + (kit === named ? 0.5 : 0) }));
  const best = scored.toSorted((left, right) => right.score - left.score)[0];
  return best === undefined || best.score === 0 ? undefined : best.kit;
}

function scoreOf(kit: AppKit, plan: Pick<AgreedPlan, 'title' | 'features'>): number {
  const known = plan.features.filter((title) =>
    kit.features.some((feature) => feature.title === title),
  ).length;
  return known + (kit.title === plan.title ? 3 : 0);
}
