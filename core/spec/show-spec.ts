import { NotFound } from '../errors.ts';
import type { Mission } from '../mission/mission.ts';
import { checkOutcomes } from '../pod/check-outcomes.ts';
import { triedIn } from '../pod/failed-checks.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { CheckResult } from '../wire/check.ts';
import type { PodReport } from '../wire/pod.ts';
import type { Spec } from '../wire/spec.ts';
import { loadSpec } from './spec-store.ts';

/** A mission's spec with how each of its checks came out on an attempt; `report` is that attempt's, where there is one. */
export interface ShownSpec {
  readonly spec_sha256: string;
  readonly spec: Spec;
  readonly outcomes: readonly CheckResult[];
}

/** What a mission is held to, and how that came out; NotFound where nothing is agreed yet. */
export const showSpec =
  (deps: { readonly objects: ObjectStore }) =>
  async (mission: Mission, report: PodReport | undefined, signal: AbortSignal): Promise<ShownSpec> => {
    const agreed = mission.spec;
    const spec =
      agreed === undefined ? undefined : await loadSpec(deps)(mission.missionId, agreed.spec_sha256, signal);
    if (agreed === undefined || spec === undefined)
      throw new NotFound('spec_not_found', 'This mission has no spec (yet).');
    const waived = mission.waived.map(({ check }) => check);
    const outcomes = checkOutcomes(spec.checks, triedIn(report), waived);
    return { spec_sha256: agreed.spec_sha256, spec, outcomes };
  };
