import type { Mission } from '../mission/mission.ts';
import { allAttempts, foldMission, hasEnded } from '../mission/mission.ts';
import { loadReport } from '../pod/attempt-store.ts';
import type { Texts } from '../skill/texts.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import { loadSpec } from '../spec/spec-store.ts';
import type { EvidenceBundle } from '../wire/evidence.ts';
import { evidenceBundleSchema } from '../wire/evidence.ts';
import type { MissionId } from '../wire/ids.ts';
import { canonicalJson } from './canonical-json.ts';
import type { CheckpointLogDeps } from './checkpoint-log.ts';
import { logCheckpoint } from './checkpoint-log.ts';
import { signEnvelope } from './dsse.ts';
import { describeMission, notSealedYet } from './statement.ts';

export interface SealDeps extends CheckpointLogDeps {
  readonly texts: Texts;
}

const evidenceKey = (missionId: MissionId): string => `evidence/${missionId}.json`;

/** The evidence of an ended mission: sealed once, in the checkpoint log, and never overwritten; whoever asks first seals. NotFound while the mission runs. */
export const sealEvidence =
  (deps: SealDeps) =>
  async (missionId: MissionId, signal: AbortSignal): Promise<EvidenceBundle> => {
    const sealed = await readSealed(deps, missionId, signal);
    if (sealed !== undefined) return sealed;
    const events = await deps.eventLog.read(missionId, { afterSeq: 0 }, signal);
    const mission = foldMission(events);
    if (mission === undefined || !hasEnded(mission)) throw notSealedYet();
    const reports = await reportsOf(deps, mission, signal);
    const spec = mission.spec && (await loadSpec(deps)(missionId, mission.spec.spec_sha256, signal));
    const tried = await agreedSpec(deps)(mission, signal);
    const statement = describeMission(mission, { reports, spec, tried }, deps.texts.version);
    const payload = new TextEncoder().encode(canonicalJson(statement));
    const { envelope, publicKeyPem } = await signEnvelope(deps)(payload, signal);
    const bundle: EvidenceBundle = { version: 1, events, envelope, public_key_pem: publicKeyPem };
    // Before the bundle is kept, so that one which is there is in the log too.
    await logCheckpoint(deps)(mission, signal);
    const bytes = new TextEncoder().encode(JSON.stringify(bundle));
    const answer = await deps.objects.put(evidenceKey(missionId), bytes, { ifAbsent: true }, signal);
    return answer === 'stored' ? bundle : ((await readSealed(deps, missionId, signal)) ?? bundle);
  };

async function readSealed(
  deps: SealDeps,
  missionId: MissionId,
  signal: AbortSignal,
): Promise<EvidenceBundle | undefined> {
  const bytes = await deps.objects.get(evidenceKey(missionId), signal);
  return bytes === undefined
    ? undefined
    : evidenceBundleSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

async function reportsOf(deps: SealDeps, mission: Mission, signal: AbortSignal) {
  const told = allAttempts(mission).flatMap(({ overtakenReports, report }) => [
    ...overtakenReports,
    ...(report === undefined ? [] : [report]),
  ]);
  return Promise.all(told.map((report) => loadReport(deps)(mission.missionId, report, signal)));
}
