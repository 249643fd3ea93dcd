import * as z from 'zod';
import { openLocalAccess } from '../../adapters/worlds/local-world.ts';
import { openSession } from '../../core/access/sessions.ts';
import { findUser } from '../../core/access/users.ts';
import { DependencyFailed } from '../../core/errors.ts';
import { hasEnded } from '../../core/mission/mission.ts';
import { errorBodySchema } from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import type { LocalEnvironment } from '../environment.ts';
import { isTerminal, line, print, printError } from '../terminal.ts';
import { showProgress } from './show-progress.ts';

const requestMs = 30_000;

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

interface Reached {
  readonly origin: string;
  readonly isOwn: boolean;
  readonly close: () => Promise<void>;
}

async function findOrStart(environment: LocalEnvironment): Promise<Reached> {
  const origin = `http://127.0.0.1:${environment.port}`;
  if (await runs(origin)) return { origin, isOwn: false, close: async () => {} };
  const { startGantry } = await import('../compose.ts');
  const gantry = await startGantry(environment, printError);
  print(line`Started Gantry at ${gantry.origin}.`);
  if (gantry.firstPassword !== undefined)
    print(line`The password of admin is ${gantry.firstPassword} and is shown this once.`);
  return { origin: gantry.origin.replace('localhost', '127.0.0.1'), isOwn: true, close: gantry.close };
}

async function runs(origin: string): Promise<boolean> {
  try {
    const answer = await fetch(`${origin}/health`, { signal: AbortSignal.timeout(2_000) });
    return z.object({ world: z.literal('local') }).safeParse(await answer.json()).success;
  } catch {
    return false;
  }
}

/** Whoever may write GANTRY_HOME may act as its admin. */
async function openAdminSession(environment: LocalEnvironment): Promise<string> {
  const access = openLocalAccess(environment.home);
  try {
    const signal = AbortSignal.timeout(10_000);
    const admin = await findUser(access)('admin', signal);
    if (admin === undefined) {
      throw new DependencyFailed(
        'home_differs',
        'The Gantry that runs on PORT uses another GANTRY_HOME; set the same one here.',
      );
    }
    return (await openSession(access)(admin, signal)).token;
  } finally {
    access.database.close();
  }
}

async function call(origin: string, token: string, path: string, body: unknown): Promise<MissionView> {
  return missionViewSchema.parse(await request(origin, token, path, body));
}

async function ticketOf(origin: string, token: string): Promise<string> {
  return z.object({ ticket: z.string() }).parse(await request(origin, token, '/gantry/ws-ticket', {})).ticket;
}

async function request(origin: string, token: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(requestMs),
  });
  const json: unknown = await answer.json();
  if (answer.ok) return json;
  const failed = errorBodySchema.parse(json);
  throw new DependencyFailed(failed.error.code, failed.error.message);
}

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
