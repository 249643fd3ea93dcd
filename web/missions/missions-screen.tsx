import './missions.css';
import type { JSX } from 'preact';
import type { MissionView } from '../../core/wire/mission.ts';
import { Problem } from '../shell/problem.tsx';
import type { MissionFilter } from '../shell/route.ts';
import { Screen } from '../shell/screen.tsx';
import { useNow } from '../shell/use-now.ts';
import { FilterBar } from './filter-bar.tsx';
import { MissionRow } from './mission-row.tsx';
import type { MissionPages } from './use-mission-pages.ts';
import { useMissionPages } from './use-mission-pages.ts';
import type { Readers } from './use-readers.ts';
import { useReaders } from './use-readers.ts';

/** All missions, newest first; what is sought stands in the address. */
export function MissionsScreen(filter: MissionFilter): JSX.Element {
  const pages = useMissionPages(filter);
  const readers = useReaders(filter.owner);
  return (
    <Screen title="Missions">
      <div class="stack">
        <FilterBar {...filter} isAdmin={readers.isAdmin} />
        {filter.owner === '*' && (
          <p class="small muted">Everybody’s missions. Only its owner can open or steer one.</p>
        )}
        <Problem error={pages.error} onRetry={pages.reload} />
        {pages.missions === undefined ? (
          pages.error === undefined && <Waiting />
        ) : (
          <List
            missions={pages.missions}
            pages={pages}
            ownerNameOf={readers.ownerNameOf}
            isFiltered={filter.q !== '' || filter.status !== ''}
          />
        )}
      </div>
    </Screen>
  );
}

function Waiting(): JSX.Element {
  return (
    <div class="stack" role="status" aria-label="Loading missions">
      <div class="skeleton" />
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  );
}

function List(props: {
  readonly missions: readonly MissionView[];
  readonly pages: MissionPages;
  readonly ownerNameOf: Readers['ownerNameOf'];
  readonly isFiltered: boolean;
}): JSX.Element {
  const { missions, pages, isFiltered } = props;
  const nowMs = useNow(10_000, true);
  if (missions.length === 0) return <Empty isFiltered={isFiltered} />;
  return (
    <>
      <ul class="card missions">
        {missions.map((mission) => (
          <MissionRow
            key={mission.mission_id}
            mission={mission}
            nowMs={nowMs}
            ownerName={props.ownerNameOf(mission.owner)}
          />
        ))}
      </ul>
      {pages.hasMore && (
        <button class="button more" type="button" disabled={pages.isLoadingMore} onClick={pages.loadMore}>
          {pages.isLoadingMore ? 'Loading…' : 'Show older missions'}
        </button>
      )}
    </>
  );
}

function Empty({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  return (
    <div class="empty">
      <h2>{isFiltered ? 'Nothing matches' : 'No missions yet'}</h2>
      <p>
        {isFiltered
          ? 'Try fewer words, or show every status.'
          : 'A mission is one app being built, from your words to a pull request.'}
      </p>
      {isFiltered ? (
        <a class="button" href="#/missions">
          Show all missions
        </a>
      ) : (
        <a class="button button-main" href="#/">
          Say what to build
        </a>
      )}
    </div>
  );
}
