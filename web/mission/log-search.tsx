import type { JSX } from 'preact';
import type { LogSearching } from './use-log-search.ts';

/** Seeks in the log: Enter goes to the next find, Shift+Enter to the one before, Escape ends it. */
export function LogSearch({ search }: { readonly search: LogSearching }): JSX.Element {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') search.seek('');
    if (event.key !== 'Enter') return;
    event.preventDefault();
    search.go(event.shiftKey ? -1 : 1);
  };
  return (
    <search class="log-search">
      <label class="visually-hidden" for="log-search">
        Search the log
      </label>
      <input
        id="log-search"
        class="input input-small"
        type="search"
        placeholder="Search the log"
        maxLength={200}
        spellcheck={false}
        value={search.sought}
        onInput={(event) => search.seek(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <span class="small muted log-finds" role="status">
        {findWords(search)}
      </span>
      <GoButton search={search} label="Find before" sign="↑" by={-1} />
      <GoButton search={search} label="Next find" sign="↓" by={1} />
    </search>
  );
}

function GoButton(props: {
  readonly search: LogSearching;
  readonly label: string;
  readonly sign: string;
  readonly by: 1 | -1;
}): JSX.Element {
  return (
    <button
      class="button button-small button-icon"
      type="button"
      aria-label={props.label}
      disabled={props.search.finds === 0}
      onClick={() => props.search.go(props.by)}
    >
      {props.sign}
    </button>
  );
}

function findWords({ sought, finds, place }: LogSearching): string {
  if (sought === '') return '';
  return finds === 0 ? 'None' : `${place + 1} of ${finds}`;
}
