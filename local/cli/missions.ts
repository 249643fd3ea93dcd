import * as z from 'zod';
import { missionListSchema } from '../../core/wire/http.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import { line } from '../terminal.ts';
import { columns } from './columns.ts';
import type { Answer, Context } from './context.ts';
import { answerMission } from './mission-words.ts';
import { missionIdOf } from './named-mission.ts';
import { withGantry } from './reach-gantry.ts';
import { readMission, watchMission } from './watch-mission.ts';

const spareMs = 30_000;

/** Missions, newest first. */
export const listMissions = (
  context: Context,
  query: {
    readonly limit?: string;
    readonly status?: string;
    readonly q?: string;
    readonly cursor?: string;
    readonly owner?: '*';
  },
): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const list = await gantry.call('listMissions', { query }, missionListSchema);
    const rows = list.missions.map(({ mission_id, status, app, created_at, voice_memo }) => [
      mission_id,
      status,
      app ?? '-',
      created_at.slice(0, 16).replace('T', ' '),
      shortened(voice_memo),
    ]);
    const more = list.next_cursor === null ? [] : [line`More: gantry missions --cursor ${list.next_cursor}`];
    const text = rows.length === 0 ? 'No missions yet.' : [columns(rows), ...more].join('\n');
    return { value: list, text };
  });

const shortened = (memo: string): string => (memo.length > 60 ? `${memo.slice(0, 59)}…` : memo);

/** A mission as it stands, at its end after at most `wait` seconds, or followed until it has ended. */
export const showStatus = (
  context: Context,
  what: string | undefined,
  {
    wait,
    follow,
    verbose,
  }: { readonly wait: number | undefined; readonly follow: boolean; readonly verbose: boolean },
): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const mission_id = await missionIdOf(gantry, what);
    if (follow) {
      const watched = await watchMission(context, gantry, { missionId: mission_id, isVerbose: verbose });
      if (watched.kind === 'left') return { value: { mission_id, is_left: true }, text: '', code: 130 };
      return answerMission(gantry, watched.mission);
    }
    if (wait === undefined) return answerMission(gantry, await readMission(gantry, mission_id));
    const input = { params: { mission_id }, query: { wait }, timeoutMs: wait * 1_000 + spareMs };
    return answerMission(gantry, await gantry.call('status', input, missionViewSchema));
  });

/** What the tools of a build printed. */
export const showLog = (
  context: Context,
  what: string | undefined,
  attempt: string | undefined,
): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const mission_id = await missionIdOf(gantry, what);
    const input = { params: { mission_id }, query: { attempt }, accept: 'text/plain' };
    const log = await gantry.call('missionLog', input, z.string());
    return { value: { mission_id, log }, text: log.trimEnd() };
  });

/** Stops a mission's work. */
export const cancelMission = (context: Context, what: string): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const params = { mission_id: await missionIdOf(gantry, what) };
    const mission = await gantry.call('cancelMission', { params, body: {} }, missionViewSchema);
    return { value: mission, text: line`${mission.status}: ${mission.speech}` };
  });
