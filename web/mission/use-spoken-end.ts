import { useEffect, useRef } from 'preact/hooks';
import type { MissionView } from '../../core/wire/mission.ts';
import { useSpokenAnswers } from '../talk/use-spoken-answers.ts';
import { isEnd } from './statuses.ts';

/** Reads out what came of a mission when it ends before one's eyes, where answers are to be spoken. */
export function useSpokenEnd(view: MissionView | undefined): void {
  const spoken = useSpokenAnswers();
  const wasRunning = useRef(false);
  const hasEnded = view !== undefined && isEnd(view.status);
  useEffect(() => {
    if (view === undefined) return;
    if (hasEnded && wasRunning.current) spoken.say(view.speech);
    wasRunning.current = !hasEnded;
  }, [hasEnded, view === undefined]);
}
