import type { MissionView } from '../../core/wire/mission.ts';
import type { AppStory } from '../apps/app-story.ts';
import { openPulls, standingOf } from '../apps/app-story.ts';
import { isEnd, isSuccess, statusWords } from '../mission/statuses.ts';
import { safeHref } from '../shell/safe-href.ts';

/** How the version that is looked at stands: what the badge says and where it can be used. */
export interface AppStanding {
  readonly badge: { readonly words: string; readonly tone: 'live' | 'good' | 'bad' | 'warn' | 'plain' };
  /** The tested version at an address of its own. */
  readonly preview: string | undefined;
  /** What everybody gets; it may be another version. */
  readonly live: string | undefined;
  readonly isLive: boolean;
  /** The pull request that would put this version live. */
  readonly pull: { readonly number: number; readonly url: string } | undefined;
  /** Why a merge put nothing live. */
  readonly refusal: string | undefined;
  /** Nothing of a deleted app can be opened until it is brought back. */
  readonly isDeleted: boolean;
}

const deleted: AppStanding = {
  badge: { words: 'Deleted', tone: 'bad' },
  preview: undefined,
  live: undefined,
  isLive: false,
  pull: undefined,
  refusal: undefined,
  isDeleted: true,
};

/** How a mission's version of an app stands, told from the app's own story, so that nothing on the screen says otherwise. */
export function appStanding(mission: MissionView | undefined, story: AppStory | undefined): AppStanding {
  if (story?.app.deleted_at !== undefined) return deleted;
  const events = story?.events ?? [];
  const standing = mission && standingOf(mission.mission_id, events);
  const live = safeHref(story?.app.live_url);
  const pull = openPulls(events).find(({ missionId }) => missionId === mission?.mission_id);
  return {
    badge: badgeOf(mission, standing?.kind, live !== undefined),
    preview: safeHref(mission?.url),
    live,
    isLive: standing?.kind === 'live',
    pull: pull && mission && isSuccess(mission.status) ? pull : undefined,
    refusal: standing?.kind === 'refused' ? standing.why : undefined,
    isDeleted: false,
  };
}

const mergedWords = {
  live: { words: 'Live', tone: 'good' },
  replaced: { words: 'Replaced by another version', tone: 'plain' },
  refused: { words: 'Merged, but not live', tone: 'bad' },
  pending: { words: 'Going live', tone: 'live' },
} as const;

function badgeOf(
  mission: MissionView | undefined,
  merged: keyof typeof mergedWords | undefined,
  hasLive: boolean,
): AppStanding['badge'] {
  if (merged !== undefined) return mergedWords[merged];
  if (mission === undefined) return hasLive ? mergedWords.live : { words: 'Not live yet', tone: 'plain' };
  if (isEnd(mission.status) && isSuccess(mission.status) && mission.url !== undefined)
    return { words: 'Preview', tone: 'warn' };
  const { label, tone } = statusWords[mission.status];
  return { words: label, tone };
}
