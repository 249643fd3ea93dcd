import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { statusWords } from '../mission/statuses.ts';
import type { MissionFilter } from '../shell/route.ts';
import { goTo } from '../shell/use-route.ts';

const typingPauseMs = 250;

/** What is sought; it goes into the address, words only when their writer pauses. Admins choose whose missions, too. */
export function FilterBar(props: MissionFilter & { readonly isAdmin: boolean }): JSX.Element {
  const { q, status, owner } = props;
  const [text, setText] = useState(q);
  const seek = (change: Partial<MissionFilter>): void =>
    goTo({ screen: 'missions', q: text, status, owner, ...change }, 'replace');
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => seek({}), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text, q, status, owner]);
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
      <StatusSelect status={status} onChange={(chosen) => seek({ status: chosen })} />
      {props.isAdmin && <OwnerSelect owner={owner} onChange={(chosen) => seek({ owner: chosen })} />}
    </search>
  );
}

function StatusSelect(props: {
  readonly status: string;
  readonly onChange: (status: string) => void;
}): JSX.Element {
  return (
    <select
      class="input"
      aria-label="Status"
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

function OwnerSelect(props: {
  readonly owner: MissionFilter['owner'];
  readonly onChange: (owner: MissionFilter['owner']) => void;
}): JSX.Element {
  return (
    <select
      class="input"
      aria-label="Whose missions"
      value={props.owner}
      onChange={(event) => props.onChange(event.currentTarget.value === '*' ? '*' : '')}
    >
      <option value="">Mine</option>
      <option value="*">Everybody’s</option>
    </select>
  );
}
