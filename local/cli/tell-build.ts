import { line, linePrinter, print, printError } from '../terminal.ts';
import { followMission } from './follow-mission.ts';
import { answerMission } from './mission-words.ts';
import type { Reached } from './reach-gantry.ts';
import { progressTeller } from './tell-progress.ts';
import { readMission, sayGoesOn } from './watch-mission.ts';

/** Tells of a mission beside a conversation, with how it ended; a fault is told too and ends no conversation. */
export async function tellBuild(
  gantry: Reached,
  missionId: string,
  { beside, signal }: { readonly beside: (print: () => void) => void; readonly signal: AbortSignal },
): Promise<void> {
  const tell = progressTeller({ isLive: false, isVerbose: false });
  const out = linePrinter();
  try {
    await followMission(gantry, missionId, {
      signal,
      onFrame: (frame) => {
        const { lines } = tell(frame);
        if (lines.length > 0) beside(() => out({ lines, now: '' }));
      },
    });
    if (signal.aborted) return printError(sayGoesOn(gantry, missionId));
    const { text } = await answerMission(gantry, await readMission(gantry, missionId));
    beside(() => print(`\n${text}\n`));
  } catch (error) {
    beside(() => printError(line`${error instanceof Error ? error.message : String(error)}`));
  }
}
