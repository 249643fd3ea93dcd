import { NotFound } from '../errors.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { PodReport } from '../wire/pod.ts';
import type { Spec } from '../wire/spec.ts';

/** The in-toto statement with a SLSA provenance v1 predicate that evidence signs. */
export type Statement = Readonly<Record<string, unknown>>;

export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'https://slsa.dev/provenance/v1';
export const buildType = 'urn:gantry:mission:v1';

/** Builds the statement of a mission: its subject is the app's tree, or the head event where no draft was stored. */
export function describeMission(
  mission: Mission,
  { reports, spec }: { readonly reports: readonly PodReport[]; readonly spec: Spec | undefined },
  version: string,
): Statement {
  const tree = currentAttempt(mission).draft?.tree_sha256;
  return {
    _type: statementType,
    subject: [
      tree === undefined
        ? { name: `${mission.missionId}#head`, digest: { sha256: mission.headSha256 } }
        : { name: mission.app?.slug ?? mission.missionId, digest: { sha256: tree } },
    ],
    predicateType,
    predicate: {
      buildDefinition: {
        buildType,
        externalParameters: {
          request: mission.request.voice_memo,
          plan: mission.request.plan,
          // Left out where nothing was agreed, as in version 0.1.
          ...(mission.spec && { spec_sha256: mission.spec.spec_sha256, spec: spec ?? null }),
          deploy: mission.request.deploy,
          publish: mission.request.publish,
          extends: mission.request.extends,
          retry_of: mission.request.retry_of,
        },
        internalParameters: { actor: mission.request.owner, ...mission.pins },
        resolvedDependencies: [],
      },
      runDetails: {
        builder: { id: 'urn:gantry:factory', version: { gantry: version } },
        metadata: {
          invocationId: mission.missionId,
          startedOn: mission.createdAt,
          finishedOn: mission.updatedAt,
        },
        byproducts: [
          {
            name: 'mission',
            annotations: {
              status: mission.status,
              attempts: reports,
              deployment: mission.deployment ?? null,
              pull_request: mission.pullRequest ?? null,
              failure: mission.failure ?? null,
              cost: mission.cost,
              chain: { seq: mission.seq, head_sha256: mission.headSha256 },
            },
          },
        ],
      },
    },
  };
}

/** Thrown where evidence is asked for before the mission has ended. */
export function notSealedYet(): NotFound {
  return new NotFound('evidence_not_ready', 'Evidence is sealed when the mission has ended.');
}
