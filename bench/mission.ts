import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findUser } from '../core/access/users.ts';
import { awaitEnd } from '../core/mission/await-end.ts';
import { createMission } from '../core/mission/create-mission.ts';
import { loadReport } from '../core/pod/attempt-store.ts';
import type { MissionId } from '../core/wire/ids.ts';
import type { RunningGantry } from '../local/compose.ts';
import { startGantry } from '../local/compose.ts';
import { readEnvironment } from '../local/environment.ts';
import { median, printFigure } from './figure.ts';

const warmups = 2;
const runs = 7;
const signal = AbortSignal.timeout(170_000);

interface Measured {
  readonly overheadMs: number;
  readonly wallMs: number;
}

/** Wall time of a mission from its first event to its last, without the pod's steps and the model's writing. */
export async function benchMission(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
  const gantry = await startGantry(
    readEnvironment({ PORT: '0', GANTRY_HOME: home, GANTRY_ADMIN_PASSWORD: 'bench' }),
    () => {},
  );
  try {
    const measured: Measured[] = [];
    for (let run = 0; run < warmups + runs; run += 1) measured.push(await runMission(gantry));
    const counted = measured.slice(warmups);
    printFigure({
      figure: 'mission-overhead',
      value: Math.round(median(counted.map(({ overheadMs }) => overheadMs))),
      unit: 'ms, median',
      limit: 400,
      wall_ms: Math.round(median(counted.map(({ wallMs }) => wallMs))),
      isolation: gantry.world.podHost.isolation,
      missions: runs,
    });
  } finally {
    await gantry.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function runMission({ world }: RunningGantry): Promise<Measured> {
  const admin = await findUser(world)('admin', signal);
  if (admin === undefined) throw new Error('The bench has no admin.');
  const caller = { id: admin.id, username: admin.username, role: admin.role, sessionId: 'bench' };
  const voiceMemo = 'Build a calculator with dark mode';
  const wish = {
    caller,
    voiceMemo,
    plan: null,
    appSlug: undefined,
    deploy: true,
    publish: true,
    idempotencyKey: undefined,
  };
  const { missionId } = await createMission(world)(wish, { signal });
  const ended = await awaitEnd(world)(missionId, 60_000, signal);
  if (ended.status !== 'DEPLOYED')
    throw new Error(`The mission ended ${ended.status}: ${ended.failure?.message}`);
  return measure(world, missionId);
}

async function measure(world: RunningGantry['world'], missionId: MissionId): Promise<Measured> {
  const events = await world.eventLog.read(missionId, { afterSeq: 0 }, signal);
  const atMs = (name: string): number => Date.parse(events.find((event) => event.event === name)?.at ?? '');
  const report = await loadReport(world)(missionId, 0, signal);
  const stepsMs = report.steps.reduce((sum, step) => sum + step.duration_ms, 0);
  const modelMs = atMs('draft-stored') - atMs('authoring-started');
  const wallMs = atMs('mission-shipped') - atMs('mission-requested');
  return { wallMs, overheadMs: wallMs - stepsMs - modelMs };
}
