import { findUser } from '../core/access/users.ts';
import { readMission } from '../core/mission/append-facts.ts';
import { awaitEnd } from '../core/mission/await-end.ts';
import { createMission } from '../core/mission/create-mission.ts';
import { loadReport } from '../core/pod/attempt-store.ts';
import type { MissionId } from '../core/wire/ids.ts';
import type { BenchWorld } from './open-bench-world.ts';

const longestMs = 120_000;

/** Where a mission's time went; `overheadMs` is neither the model's writing nor the pod's steps. */
export interface MissionTimes {
  readonly wallMs: number;
  readonly overheadMs: number;
  readonly stepsMs: number;
  /** From the spec to the first report, the app being written and built between them. */
  readonly specToReportMs: number;
}

/** Asks for the calculator that every mission of the bench builds. */
export async function startMission({ world }: BenchWorld): Promise<MissionId> {
  const signal = AbortSignal.timeout(10_000);
  const admin = await findUser(world)('admin', signal);
  if (admin === undefined) throw new Error('The bench has no admin.');
  const wish = {
    caller: { id: admin.id, username: admin.username, role: admin.role, sessionId: 'bench' },
    voiceMemo: 'Build a calculator with dark mode',
    plan: null,
    appSlug: undefined,
    deploy: true,
    publish: true,
    idempotencyKey: undefined,
  };
  return (await createMission(world)(wish, { signal })).missionId;
}

/** Waits for a mission's end and measures it from its first event to its last; only missions that ship count. */
export async function finishMission(
  { world, probes }: BenchWorld,
  missionId: MissionId,
): Promise<MissionTimes> {
  const signal = AbortSignal.timeout(longestMs);
  const modelMsBefore = probes.modelMs;
  const ended = await awaitEnd(world)(missionId, longestMs, signal);
  if (ended.status !== 'DEPLOYED')
    throw new Error(`The mission ended ${ended.status}: ${ended.failure?.message}`);
  const events = await world.eventLog.read(missionId, { afterSeq: 0 }, signal);
  const atMs = (name: string): number => Date.parse(events.find((event) => event.event === name)?.at ?? '');
  const { attempts } = await readMission(world)(missionId, { signal });
  const report = await loadReport(world)(missionId, attempts[0]?.report, signal);
  // Functions that are broken to see whether the app's tests notice are work of the pod like its steps.
  const stepsMs = report.steps.reduce((sum, step) => sum + step.duration_ms, report.broken?.duration_ms ?? 0);
  const wallMs = atMs('mission-shipped') - atMs('mission-requested');
  const specToReportMs = atMs('report-received') - atMs('spec-agreed');
  return { wallMs, stepsMs, specToReportMs, overheadMs: wallMs - stepsMs - (probes.modelMs - modelMsBefore) };
}

/** One mission from wish to end. */
export async function runMission(bench: BenchWorld): Promise<MissionTimes> {
  return finishMission(bench, await startMission(bench));
}
