import type { Mission } from '../mission/mission.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Spec } from '../wire/spec.ts';
import { loadCheck, loadSpec } from './spec-store.ts';

/** What a mission is held to: the spec that it agreed to, each corrected check in the place of the one that was doubted; undefined where none was agreed. */
export const agreedSpec =
  (deps: { readonly objects: ObjectStore }) =>
  async (
    { missionId, spec: agreed, questioned }: Pick<Mission, 'missionId' | 'spec' | 'questioned'>,
    signal: AbortSignal,
  ): Promise<Spec | undefined> => {
    const spec = agreed && (await loadSpec(deps)(missionId, agreed.spec_sha256, signal));
    if (spec === undefined) return undefined;
    const checks = await Promise.all(
      spec.checks.map(async (check) => {
        const { sha256 } = questioned.find((one) => one.check === check.id) ?? {};
        return sha256 === undefined ? check : ((await loadCheck(deps)(missionId, sha256, signal)) ?? check);
      }),
    );
    return { ...spec, checks };
  };
