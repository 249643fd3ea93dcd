import { canonicalJson } from '../../../core/evidence/canonical-json.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { readStep } from '../../../core/spec/read-steps.ts';
import { saveSpec } from '../../../core/spec/spec-store.ts';
import type { Check, CheckStep } from '../../../core/wire/check.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';
import { makeReport } from '../pod/make-report.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

/** A step as a line of the check language says it. */
export function stepOf(line: string): CheckStep {
  const read = readStep(line);
  if ('why' in read) throw new Error(read.why);
  return read.step;
}

/** A check of these lines. */
export const checkOf = (id: string, lines: readonly string[], core = false): Check => ({
  id,
  feature: 'Notes',
  words: `Check ${id} holds.`,
  core,
  steps: lines.map(stepOf),
});

type Shown = AcceptReport['checks'][number];

/** A mission whose app was tried with these checks and came out so. */
export async function triedMission(
  ports: TestPorts,
  checks: readonly Check[],
  shown: readonly Shown[],
  {
    over = {},
    missionId = newMissionId(),
    names,
  }: { over?: Partial<MissionRequest>; missionId?: MissionId; names?: string[] } = {},
): Promise<Mission> {
  const all = commands();
  const life: Command[] = [
    await agreeOn(ports, missionId, checks),
    all['start-authoring'],
    all['store-draft'],
    all['pass-gate'],
    all['hand-over'],
    await reported(ports, missionId, shown, names),
  ];
  return play(life, { deps: ports, missionId, wanted: request(over) });
}

/** Agrees on a spec with these checks, stored as the stage stores it. */
export async function agreeOn(
  ports: TestPorts,
  missionId: MissionId,
  checks: readonly Check[],
): Promise<Command> {
  const { data } = commands()['agree-spec'];
  const { spec_sha256: _sha256, cost: _cost, ...agreed } = data;
  const spec_sha256 = await saveSpec(ports)(missionId, { ...agreed, checks: [...checks] }, never);
  const words = checks.map(({ steps: _steps, ...check }) => check);
  return { kind: 'agree-spec', data: { ...data, spec_sha256, checks: words } };
}

async function reported(
  ports: TestPorts,
  missionId: MissionId,
  shown: readonly Shown[],
  names?: string[],
): Promise<Command> {
  const received = commands()['receive-report'];
  const { data } = received;
  const report = makeReport({
    mission_id: missionId,
    pod_id: data.pod_id,
    accept: { browser: 'Chromium 156', checks: [...shown], shots: [], ...(names && { names }) },
  });
  const text = canonicalJson(report);
  const report_sha256 = ports.digest.sha256(text);
  const key = `attempts/${missionId}/0/report-${report_sha256}.json`;
  await ports.objects.put(key, new TextEncoder().encode(text), {}, never);
  return { ...received, data: { ...data, report_sha256 } };
}
