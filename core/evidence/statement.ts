import { NotFound } from '../errors.ts';
import { checkStanding } from '../mission/check-standing.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { Check } from '../wire/check.ts';
import type { PodReport } from '../wire/pod.ts';
import type { Spec } from '../wire/spec.ts';

/** The in-toto statement with a SLSA provenance v1 predicate that evidence signs. */
export type Statement = Readonly<Record<string, unknown>>;

export const statementType = 'https://in-toto.io/Statement/v1';
export const predicateType = 'https://slsa.dev/provenance/v1';
export const buildType = 'urn:gantry:mission:v1';

/** What is told of a mission beside its events: `tried` is the spec as its checks were tried, corrections in it. */
interface Told {
  readonly reports: readonly PodReport[];
  readonly spec: Spec | undefined;
  readonly tried: Spec | undefined;
}

/** Builds the statement of a mission: its subject is the app's tree, or the head event where no draft was stored. */
export function describeMission(
  mission: Mission,
  { reports, spec, tried }: Told,
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
        byproducts: [{ name: 'mission', annotations: annotationsOf(mission, reports, tried) }],
      },
    },
  };
}

function annotationsOf(
  mission: Mission,
  reports: readonly PodReport[],
  tried: Spec | undefined,
): Readonly<Record<string, unknown>> {
  return {
    status: mission.status,
    attempts: reports,
    ...(mission.spec && checksOf(mission, tried?.checks ?? [])),
    deployment: mission.deployment ?? null,
    pull_request: mission.pullRequest ?? null,
    failure: mission.failure ?? null,
    cost: mission.cost,
    chain: { seq: mission.seq, head_sha256: mission.headSha256 },
  };
}

/** How each check came out, in what, with the digest of its picture; what the owner does without, and by whose word; and what was doubted. */
function checksOf(mission: Mission, tried: readonly Check[]): Readonly<Record<string, unknown>> {
  const { browser, checks } = checkStanding(mission);
  const { waived, questioned } = mission;
  const corrected = questioned.filter(({ sha256 }) => sha256 !== undefined).map(({ check }) => check);
  return { browser, checks, waived, questioned, corrected: tried.filter(({ id }) => corrected.includes(id)) };
}

/** Thrown where evidence is asked for before the mission has ended. */
export function notSealedYet(): NotFound {
  return new NotFound('evidence_not_ready', 'Evidence is sealed when the mission has ended.');
}
