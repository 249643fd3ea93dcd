import type { JSX } from 'preact';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { isEnd } from '../mission/statuses.ts';
import { effortWords } from '../missions/mission-facts.ts';
import { hrefOf } from '../shell/route.ts';
import { StatusBadge } from '../shell/status-badge.tsx';
import { useNow } from '../shell/use-now.ts';

/** What is being built now. */
export function RunningMissions({
  missions,
}: {
  readonly missions: readonly MissionView[];
}): JSX.Element | null {
  const running = missions.filter(({ status }) => !isEnd(status));
  const nowMs = useNow(1_000, running.length > 0);
  if (running.length === 0) return null;
  return (
    <section class="home-part" aria-labelledby="home-running">
      <h2 id="home-running">Being built now</h2>
      <ul class="card home-list">
        {running.map((mission) => (
          <li key={mission.mission_id}>
            <a href={hrefOf({ screen: 'mission', missionId: mission.mission_id, tab: 'overview' })}>
              <strong>{visibleText(mission.voice_memo)}</strong>
              <span class="small muted">{visibleText(mission.message)}</span>
              <StatusBadge status={mission.status} />
              <span class="small muted home-time">{effortWords(mission, nowMs).join(', ')}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
