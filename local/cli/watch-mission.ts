import type { MissionView } from '../../core/wire/mission.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import { isTerminal, line, linePrinter, printError, questionOutput } from '../terminal.ts';
import { ask, canAsk } from './ask.ts';
import type { Context } from './context.ts';
import { followMission } from './follow-mission.ts';
import type { Reached } from './reach-gantry.ts';
import { progressTeller } from './tell-progress.ts';

/** How watching ended: with the mission, or because the person left it to itself. */
export type Watched = { readonly kind: 'ended'; readonly mission: MissionView } | { readonly kind: 'left' };

/** Shows a mission's progress until it has ended. Ctrl C asks whether to cancel it, and says what goes on. */
export async function watchMission(
  context: Context,
  gantry: Reached,
  { missionId, isVerbose }: { readonly missionId: string; readonly isVerbose: boolean },
): Promise<Watched> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([context.signal, leaving.signal]);
  const progress = openProgress(context, isVerbose);
  const release = context.onInterrupt(() => {
    void decide(gantry, missionId, progress).then((isLeaving) => isLeaving && leaving.abort());
  });
  try {
    await followMission(gantry, missionId, { onFrame: progress.show, signal });
  } finally {
    progress.clear();
    release();
  }
  if (!leaving.signal.aborted) return { kind: 'ended', mission: await readMission(gantry, missionId) };
  printError(sayGoesOn(gantry, missionId));
  return { kind: 'left' };
}

/** A mission as it stands. */
export const readMission = (gantry: Reached, missionId: string): Promise<MissionView> =>
  gantry.call('status', { params: { mission_id: missionId } }, missionViewSchema);

interface Progress {
  readonly show: Parameters<typeof followMission>[2]['onFrame'];
  readonly clear: () => void;
  /** Keeps what comes until the answered function is called. */
  readonly hold: () => () => void;
}

/** On standard output for people, and on standard error where a program reads the other. */
function openProgress({ isJson }: Context, isVerbose: boolean): Progress {
  const out = isJson ? questionOutput() : undefined;
  const isLive = isJson ? out?.isTTY === true : isTerminal();
  const tell = progressTeller({ isLive, isVerbose });
  const print = linePrinter(out);
  let held: (() => void)[] | undefined;
  return {
    show: (frame) => {
      const told = tell(frame);
      if (held === undefined) print(told);
      else held.push(() => print(told));
    },
    clear: () => print({ lines: [], now: '' }),
    hold: () => {
      print({ lines: [], now: '' });
      held ??= [];
      return () => {
        const waiting = held ?? [];
        held = undefined;
        for (const show of waiting) show();
      };
    },
  };
}

/** What Ctrl C is to do; answers whether to leave. Nobody is asked where nobody types. */
async function decide(gantry: Reached, missionId: string, progress: Progress): Promise<boolean> {
  if (!canAsk()) return true;
  const resume = progress.hold();
  printError('\nCancel the mission? y cancels it, n leaves it running, Enter goes on watching.');
  const answer = (await ask('> ')).trim().toLowerCase();
  if (answer.startsWith('n')) return true;
  if (answer.startsWith('y')) await cancel(gantry, missionId);
  resume();
  return false;
}

async function cancel(gantry: Reached, missionId: string): Promise<void> {
  try {
    await gantry.call('cancelMission', { params: { mission_id: missionId }, body: {} }, missionViewSchema);
  } catch (error) {
    printError(line`It could not be cancelled: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What becomes of a mission that nobody watches any more. */
export function sayGoesOn({ isOwn, flag }: Reached, missionId: string): string {
  if (isOwn)
    return line`\nGantry stops here. ${missionId} goes on when Gantry runs again (npm start); gantry cancel ${missionId} ends it.`;
  return line`\n${missionId} goes on. See it: gantry status ${missionId}${flag}   Stop it: gantry cancel ${missionId}${flag}`;
}
