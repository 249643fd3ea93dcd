import { withOwnIds } from '../spec/own-ids.ts';
import type { AgreedPlan, Consultation, Plan } from '../wire/chat.ts';
import { sameFeature } from './same-feature.ts';

/** What a plan says beside what is built and what it costs. */
export type Details = Pick<Plan, 'checks' | 'needs' | 'left_out'>;

const maxChecks = 12;
const maxLeftOut = 20;

/** What a plan says beside its features before anything was said. */
export const noDetails: Details = {
  checks: [],
  needs: { data: false, secrets: [], origins: [] },
  left_out: [],
};

/**
 * What a plan says beside its features, after a consultation: checks of features that are gone go with them, new ones join under an id of their
 * own, and what is left out adds up, unless it is a feature by now.
 */
export function amendDetails(before: Details, consultation: Consultation, { features }: AgreedPlan): Details {
  const { checks = [], needs = before.needs, left_out = [] } = consultation;
  const isThere = (named: string): boolean => features.some((feature) => sameFeature(feature, named));
  const given = checks.filter(({ feature }) => isThere(feature));
  const kept = before.checks.filter(
    ({ id, feature }) => isThere(feature) && !given.some((check) => check.id === id),
  );
  const out = [...before.left_out, ...left_out];
  return {
    checks: withOwnIds([...kept, ...given]).slice(0, maxChecks),
    needs,
    left_out: out
      .filter(({ what }, index) => out.findIndex((other) => other.what === what) === index && !isThere(what))
      .slice(0, maxLeftOut),
  };
}
