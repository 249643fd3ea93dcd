import type { MissionView } from '../../core/wire/mission.ts';
import { isEnd } from '../mission/statuses.ts';
import { formatDuration } from '../shell/duration.ts';
import { formatUsd } from '../shell/money.ts';

/** How many of an app's checks work, in words; nothing where none was agreed, or none was tried yet. */
export function checkWords({ checks, status }: Pick<MissionView, 'checks' | 'status'>): string | undefined {
  if (checks === undefined || checks.total === 0) return undefined;
  if (checks.browser === null) return isEnd(status) ? 'Not tried in a browser' : undefined;
  const wanted = checks.total - checks.waived;
  return checks.held === wanted ? `All ${wanted} checks work` : `${checks.held} of ${wanted} checks work`;
}

/** What a mission took: its time, until now where it runs, and its cost once it has one. */
export function effortWords(mission: MissionView, nowMs: number): readonly string[] {
  const { created_at: from, updated_at: until, status, cost } = mission;
  const endMs = isEnd(status) ? Date.parse(until) : nowMs;
  return [
    formatDuration(Math.max(0, endMs - Date.parse(from))),
    ...(cost.usd > 0 ? [formatUsd(cost.usd)] : []),
  ];
}
