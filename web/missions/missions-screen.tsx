import './missions.css';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MissionView } from '../../core/wire/mission.ts';
import { isEnd, statusWords } from '../mission/statuses.ts';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { hrefOf } from '../shell/route.ts';
import { Screen } from '../shell/screen.tsx';
import { StatusBadge } from '../shell/status-badge.tsx';
import { useNow } from '../shell/use-now.ts';
import { goTo } from '../shell/use-route.ts';
import { visibleText } from '../shell/visible-text.ts';
import type { MissionPages } from './use-mission-pages.ts';
import { useMissionPages } from './use-mission-pages.ts';

interface Filter {
  readonly q: string;
  readonly status: string;
}

/** All missions, newest first; what is sought stands in the address. */
export function MissionsScreen(filter: Filter): JSX.Element {
  const pages = useMissionPages(filter);
  return (
    <Screen title="Missions">
      <div class="stack">
        <FilterBar {...filter} />
        <Problem error={pages.error} onRetry={pages.reload} />
        {pages.missions === undefined ? (
          pages.error === undefined && <Waiting />
        ) : (
          <List
            missions={pages.missions}
            pages={pages}
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

function FilterBar({ q, status }: Filter): JSX.Element {
  const [text, setText] = useState(q);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => goTo({ screen: 'missions', q: text, status }, 'replace'), 250);
    return () => clearTimeout(timer);
  }, [text, q, status]);
  useEffect(() => setText(q), [q]);
  return (
    <search class="filter">
      <label class="visually-hidden" for="mission-search">
        Search missions
      </label>
      <input
        id="mission-search"
        class="input"
        type="search"
        placeholder="Search what was asked, or an app"
        maxLength={200}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <label class="visually-hidden" for="mission-status">
        Status
      </label>
      <StatusSelect
        status={status}
        onChange={(chosen) => goTo({ screen: 'missions', q: text, status: chosen }, 'replace')}
      />
    </search>
  );
}

function StatusSelect(props: {
  readonly status: string;
  readonly onChange: (status: string) => void;
}): JSX.Element {
  return (
    <select
      id="mission-status"
      class="input"
      value={props.status}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="">Every status</option>
      {Object.entries(statusWords).map(([value, { label }]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

function List(props: {
  readonly missions: readonly MissionView[];
  readonly pages: MissionPages;
  readonly isFiltered: boolean;
}): JSX.Element {
  const { missions, pages, isFiltered } = props;
  const nowMs = useNow(10_000, true);
  if (missions.length === 0) return <Empty isFiltered={isFiltered} />;
  return (
    <>
      <ul class="card missions">
        {missions.map((mission) => (
          <Row key={mission.mission_id} mission={mission} nowMs={nowMs} />
        ))}
      </ul>
      {pages.hasMore && (
        <button class="button more" type="button" disabled={pages.isLoadingMore} onClick={pages.loadMore}>
          {pages.isLoadingMore ? 'Loading…' : 'Show older ones'}
        </button>
      )}
    </>
  );
}

function Row({ mission, nowMs }: { readonly mission: MissionView; readonly nowMs: number }): JSX.Element {
  return (
    <li>
      <a href={hrefOf({ screen: 'mission', missionId: mission.mission_id, tab: 'overview' })}>
        <span class="mission-memo">{visibleText(mission.voice_memo)}</span>
        <StatusBadge status={mission.status} />
        <span class="mission-line small muted">
          {mission.app !== null && <code>{mission.app}</code>}
          <span>
            {visibleText(isEnd(mission.status) ? (mission.failure?.message ?? '') : mission.message)}
          </span>
        </span>
        <time class="small muted" dateTime={mission.created_at} title={mission.created_at}>
          {formatAgo(mission.created_at, nowMs)}
        </time>
      </a>
    </li>
  );
}

function Empty({ isFiltered }: { readonly isFiltered: boolean }): JSX.Element {
  return (
    <div class="empty">
      <h2>{isFiltered ? 'Nothing matches' : 'No missions yet'}</h2>
      <p>
        {isFiltered
          ? 'Seek with fewer words, or show every status.'
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
