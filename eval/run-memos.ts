import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import { findUser } from '../core/access/users.ts';
import { awaitEnd } from '../core/mission/await-end.ts';
import { createMission } from '../core/mission/create-mission.ts';
import { hasEnded } from '../core/mission/mission.ts';
import { asMissionEvent } from '../core/mission/mission-event.ts';
import { viewMission } from '../core/mission/view-mission.ts';
import { startGantry } from '../local/compose.ts';
import { readEnvironment } from '../local/environment.ts';
import { type KeptAnswers, keepAnswers } from './kept-answers.ts';
import type { Memo } from './memos.ts';
import { rowOf } from './row-of.ts';
import type { Row, Table } from './table.ts';

/** Longer than any mission may take. */
const longestMs = 3_600_000;

/** What is to be run, and where. */
export interface EvalOrder {
  readonly memos: readonly Memo[];
  readonly times: number;
  /** Where the apps stay to be looked at; a folder that goes again where it is left out. */
  readonly home: string | undefined;
  readonly kept: KeptAnswers | undefined;
  readonly onRow: (row: Row) => void;
  readonly onLine: (line: string) => void;
}

/** Runs memos through a whole Gantry of its own, one after the other, with the model that the environment connects. */
export async function runMemos(order: EvalOrder): Promise<Omit<Table, 'version' | 'gantry'>> {
  const home = order.home ?? mkdtempSync(join(tmpdir(), 'gantry-eval-'));
  const environment = readEnvironment({ ...process.env, PORT: '0', GANTRY_HOME: home });
  let isOver = false;
  // What a pod that nobody waits for says when all is put away is no news.
  const gantry = await startGantry(environment, (told) => isOver || order.onLine(told));
  const { world } = gantry;
  const kept = order.kept && keepAnswers(world.model, order.kept);
  // Before any function ran, so that all of them get it.
  if (kept !== undefined) Object.assign(world, { model: kept.model });
  const rows: Row[] = [];
  try {
    for (const memo of order.memos)
      for (let run = 1; run <= order.times; run += 1) {
        kept?.begin(memo.name);
        const row = await runMemo(world, memo, run);
        rows.push(row);
        order.onRow(row);
      }
  } finally {
    isOver = true;
    await gantry.close();
    if (order.home === undefined) rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
  return { made_at: new Date().toISOString(), model: world.model.label, rows };
}

async function runMemo(world: LocalWorld, memo: Memo, run: number): Promise<Row> {
  const signal = AbortSignal.timeout(longestMs);
  const admin = await findUser(world)('admin', signal);
  if (admin === undefined) throw new Error('This Gantry has no admin.');
  const { missionId } = await createMission(world)(
    {
      caller: { id: admin.id, username: admin.username, role: admin.role, sessionId: 'eval' },
      voiceMemo: memo.memo,
      plan: null,
      appSlug: undefined,
      deploy: true,
      publish: true,
      idempotencyKey: undefined,
    },
    { signal },
  );
  const mission = await awaitEnd(world)(missionId, longestMs, signal);
  if (!hasEnded(mission)) throw new Error(`${memo.name} did not end within an hour.`);
  const events = await world.eventLog.read(missionId, { afterSeq: 0 }, signal);
  return rowOf(memo, run, viewMission(mission), events.map(asMissionEvent));
}
