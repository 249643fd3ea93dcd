import * as z from 'zod';
import { hasEnded } from '../../core/mission/mission.ts';
import { specViewSchema } from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import type { LocalEnvironment } from '../environment.ts';
import { isTerminal, line, print, printError } from '../terminal.ts';
import { askGantry, findOrStart, openAdminSession, type Reached } from './reach-gantry.ts';
import { showProgress } from './show-progress.ts';

/** Takes an idea all the way, with progress on the terminal; 0 when it shipped. Starts Gantry for as long as it takes if none runs. */
export const build = (
  environment: LocalEnvironment,
  {
    voiceMemo,
    ...rest
  }: {
    readonly voiceMemo: string;
    readonly app: string | undefined;
    readonly deploy: boolean;
    readonly publish: boolean;
  },
): Promise<number> =>
  takeAllTheWay(environment, '/gantry/architect?wait=0', { voice_memo: voiceMemo, ...rest });

/** Tries a mission again in the same way; `without` are checks that its owner does without. */
export const retry = (
  environment: LocalEnvironment,
  { missionId, without }: { readonly missionId: string; readonly without: readonly string[] },
): Promise<number> =>
  takeAllTheWay(
    environment,
    `/gantry/missions/${encodeURIComponent(missionId)}/retry`,
    without.length === 0 ? {} : { waive: without },
  );

async function takeAllTheWay(environment: LocalEnvironment, path: string, body: object): Promise<number> {
  const gantry = await findOrStart(environment);
  try {
    const token = await openAdminSession(environment);
    const mission = await call(gantry.origin, token, path, body);
    const onInterrupt = (): never => leave(gantry, mission.mission_id);
    process.once('SIGINT', onInterrupt);
    await showProgress(gantry.origin, mission.mission_id, () => ticketOf(gantry.origin, token));
    process.off('SIGINT', onInterrupt);
    const ended = await call(gantry.origin, token, `/gantry/status/${mission.mission_id}`, undefined);
    report(ended, gantry.isOwn);
    await reportChecks(gantry.origin, token, ended);
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
  const { failure } = mission;
  // What does not work is all that there is to say of an app that was tried.
  if (failure !== undefined && failure.step !== 'accept')
    print(line`  why           ${failure.step}: ${failure.message}`);
  for (const { what, why } of mission.left_out) print(line`  left out      ${what}: ${why}`);
  print(line`  mission       ${mission.mission_id}`);
  if (isOwn && mission.url !== undefined && !isTerminal())
    print('  These links answer while Gantry runs: npm start.');
}

/** What does not hold, by the ids that `retry --without` takes. */
async function reportChecks(origin: string, token: string, mission: MissionView): Promise<void> {
  const { checks, mission_id: id } = mission;
  if (checks === undefined || checks.browser === null || checks.held + checks.waived >= checks.total) return;
  const shown = specViewSchema.parse(await request(origin, token, `/gantry/missions/${id}/spec`, undefined));
  for (const { id: check, words } of shown.spec.checks) {
    const { outcome } = shown.outcomes.find((one) => one.id === check) ?? {};
    if (outcome === 'failed' || outcome === 'not-reached') print(line`  does not work ${check}: ${words}`);
  }
  print(line`  to mend it, or do without: npm run gantry -- retry ${id} [--without CHECK]`);
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
