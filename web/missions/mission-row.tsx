import type { JSX } from 'preact';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { isEnd } from '../mission/statuses.ts';
import { AppPicture } from '../shell/app-picture.tsx';
import { formatAgo } from '../shell/duration.ts';
import { hrefOf } from '../shell/route.ts';
import { StatusBadge } from '../shell/status-badge.tsx';
import { checkWords, effortWords } from './mission-facts.ts';
import { pictureOf } from './picture-of.ts';

/** A mission in the list. Only its owner can open it: with somebody else's name it leads nowhere. */
export function MissionRow(props: {
  readonly mission: MissionView;
  readonly nowMs: number;
  /** Whose it is, where it is not the reader's own. */
  readonly ownerName: string | undefined;
}): JSX.Element {
  const { mission, ownerName } = props;
  if (ownerName !== undefined)
    return (
      <li>
        <div class="mission-row">
          <RowContent {...props} />
        </div>
      </li>
    );
  return (
    <li>
      <a
        class="mission-row"
        href={hrefOf({ screen: 'mission', missionId: mission.mission_id, tab: 'overview' })}
      >
        <RowContent {...props} />
      </a>
    </li>
  );
}

function RowContent({ mission, nowMs, ownerName }: Parameters<typeof MissionRow>[0]): JSX.Element {
  const checks = checkWords(mission);
  return (
    <>
      <AppPicture
        name={visibleText(mission.app ?? mission.voice_memo)}
        of={ownerName === undefined ? pictureOf(mission) : undefined}
      />
      <span class="mission-memo">{visibleText(mission.voice_memo)}</span>
      <StatusBadge status={mission.status} />
      <span class="mission-line small muted">
        {ownerName && <strong>{visibleText(ownerName)}</strong>}
        {mission.app !== null && <code>{mission.app}</code>}
        {checks !== undefined && <span class="mission-checks">{checks}</span>}
        <span>{visibleText(isEnd(mission.status) ? (mission.failure?.message ?? '') : mission.message)}</span>
      </span>
      <span class="mission-when small muted">
        <span>
          <span class="visually-hidden">Took </span>
          {effortWords(mission, nowMs).join(', ')}
        </span>
        <time dateTime={mission.created_at} title={mission.created_at}>
          {formatAgo(mission.created_at, nowMs)}
        </time>
      </span>
    </>
  );
}
