import * as z from 'zod';
import { hasEnded } from '../../core/mission/mission.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import type { LocalEnvironment } from '../environment.ts';
import { isTerminal, line, print, printError } from '../terminal.ts';
import { askGantry, findOrStart, openAdminSession, type Reached } from './reach-gantry.ts';
import { showProgress } from './show-progress.ts';

/** Takes an idea all the way, with progress on the terminal; 0 when it shipped. Starts Gantry for as long as it takes if none runs. */
export async function build(
  environment: LocalEnvironment,
  wish: {
    readonly voiceMemo: string;
    readonly app: string | undefined;
    readonly deploy: boolean;
    readonly publish: boolean;
  },
): Promise<number> {
  const gantry = await findOrStart(environment);
  try {
    const token = await openAdminSession(environment);
    const { voiceMemo, ...rest } = wish;
    const mission = await call(gantry.origin, token, '/gantry/architect?wait=0', {
      voice_memo: voiceMemo,
      ...rest,
    });
    const onInterrupt = (): never => leave(gantry, mission.mission_id);
    process.once('SIGINT', onInterrupt);
    await showProgress(gantry.origin, mission.mission_id, () => ticketOf(gantry.origin, token));
    process.off('SIGINT', onInterrupt);
    const ended = await call(gantry.origin, token, `/gantry/status/${mission.mission_id}`, undefined);
    report(ended, gantry.isOwn);
    if (gantry.isOwn && ended.url !== undefined) await stayUp();
    return hasEnded(ended) && ended.failure === undefined && ended.status !== 'CANCELLED' ? 0 : 1;
  } finally {
    await gantry.close();
  }
}

/** Whoever leaves is told that the mission does not. */
function leave({ origin, isOwn }: Reached, missionId: string): never {
  printError(
    isOwn
      ? line`\nGantry stops; ${missionId} goes on when it runs again (npm start).`
      : line`\n${missionId} goes on: see it or cancel it at ${origin}/#/missions/${missionId}`,
  );
  process.exit(130);
}

async function call(origin: string, token: string, path: string, body: unknown): Promise<MissionView> {
  return missionViewSchema.parse(await request(origin, token, path, body));
}

async function ticketOf(origin: string, token: string): Promise<string> {
  return z.object({ ticket: z.string() }).parse(await request(origin, token, '/gantry/ws-ticket', {})).ticket;
}

const request = (origin: string, token: string, path: string, body: unknown): Promise<unknown> =>
  askGantry({ origin, token }, path, body === undefined ? { method: 'GET' } : { method: 'POST', body });

function report(mission: MissionView, isOwn: boolean): void {
  print(line`\n${mission.status}: ${mission.speech}`);
  if (mission.url !== undefined) print(line`  app           ${mission.url}`);
  if (mission.pr_url !== undefined) print(line`  pull request  ${mission.pr_url}`);
  if (mission.failure !== undefined)
    print(line`  why           ${mission.failure.step}: ${mission.failure.message}`);
  for (const { what, why } of mission.left_out) print(line`  left out      ${what}: ${why}`);
  print(line`  mission       ${mission.mission_id}`);
  if (isOwn && mission.url !== undefined && !isTerminal())
    print('  These links answer while Gantry runs: npm start.');
}

/** On a terminal a world that this command started stays up, so that the links work; elsewhere it ends with the command. */
async function stayUp(): Promise<void> {
  if (!isTerminal()) return;
  print('\nGantry stays up so that the links work. Press Ctrl-C to stop it.');
  await new Promise<void>((resolve) => {
    const hold = setInterval(() => {}, 60_000);
    process.once('SIGINT', () => {
      clearInterval(hold);
      resolve();
    });
  });
}
