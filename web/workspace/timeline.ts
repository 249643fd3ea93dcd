import type { ChatTurn } from '../../core/wire/chat.ts';

/** What stands in a conversation, in order: what was said, and the missions that came of it. */
export type TimelineItem =
  | { readonly kind: 'turn'; readonly turn: ChatTurn }
  | { readonly kind: 'mission'; readonly missionId: string };

/** The reply that announces a mission is written a moment after the mission itself. */
const announcedMs = 10_000;

/** Puts missions where they began among the turns, each behind the reply that announced it. */
export function timelineOf(turns: readonly ChatTurn[], missions: readonly string[]): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  const left = [...missions].sort((one, other) => madeAtMs(one) - madeAtMs(other));
  for (const turn of turns) {
    const atMs = Date.parse(turn.at);
    const slackMs = turn.role === 'gantry' ? announcedMs : 0;
    while (left[0] !== undefined && madeAtMs(left[0]) + slackMs < atMs)
      items.push({ kind: 'mission', missionId: left.shift() ?? '' });
    items.push({ kind: 'turn', turn });
  }
  return [...items, ...left.map((missionId) => ({ kind: 'mission', missionId }) as const)];
}

const digits = '0123456789abcdefghjkmnpqrstvwxyz';
const timeDigits = 10;

/** When something was made, in ms since 1970, as its id tells. */
export function madeAtMs(id: string): number {
  const time = id.slice(id.indexOf('_') + 1).slice(0, timeDigits);
  return [...time].reduce((sum, digit) => sum * 32 + Math.max(0, digits.indexOf(digit)), 0);
}

/** Those of a conversation and those that its app got in other ways, each once, oldest first. */
export const allMissions = (talked: readonly string[], ofApp: readonly string[]): readonly string[] =>
  [...new Set([...talked, ...ofApp])].sort((one, other) => madeAtMs(one) - madeAtMs(other));

const maxCards = 12;

/** The newest missions, as many as a conversation shows; the others stand in the app's history. */
export const shownMissions = (missions: readonly string[]): readonly string[] => missions.slice(-maxCards);
