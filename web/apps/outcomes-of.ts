import type { MissionView } from '../../core/wire/mission.ts';
import { isEnd, isSuccess, statusWords } from '../mission/statuses.ts';

/** One mission of an app as a bar: up where it shipped, down where it did not, longer the longer it took. */
export interface OutcomeBar {
  readonly missionId: string;
  readonly kind: 'good' | 'bad' | 'stopped' | 'running';
  /** Of the longest one, from 0 to 1. */
  readonly share: number;
}

const mostBars = 16;

/** The missions of an app as bars, oldest first; `missions` are newest first, as the list has them. */
export function outcomesOf(slug: string, missions: readonly MissionView[]): readonly OutcomeBar[] {
  const own = missions
    .filter(({ app }) => app === slug)
    .slice(0, mostBars)
    .toReversed();
  const longestMs = Math.max(1, ...own.map(tookMs));
  return own.map((mission) => ({
    missionId: mission.mission_id,
    kind: kindOf(mission),
    share: tookMs(mission) / longestMs,
  }));
}

const tookMs = ({ created_at: from, updated_at: until }: MissionView): number =>
  Math.max(0, Date.parse(until) - Date.parse(from));

function kindOf({ status }: MissionView): OutcomeBar['kind'] {
  if (!isEnd(status)) return 'running';
  if (isSuccess(status)) return 'good';
  return statusWords[status].tone === 'bad' ? 'bad' : 'stopped';
}

const kindWords: Readonly<Record<OutcomeBar['kind'], string>> = {
  good: 'shipped',
  bad: 'failed',
  stopped: 'cancelled',
  running: 'running',
};

/** The bars in words: "5 missions: 4 shipped, 1 failed". */
export function sayOutcomes(bars: readonly OutcomeBar[]): string {
  const counts = (Object.keys(kindWords) as OutcomeBar['kind'][]).flatMap((kind) => {
    const count = bars.filter((bar) => bar.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kindWords[kind]}`];
  });
  return `${bars.length} ${bars.length === 1 ? 'mission' : 'missions'}: ${counts.join(', ')}`;
}
