import type { JSX } from 'preact';

const scopes = [
  { id: 'build', label: 'Build', words: 'start, steer and stop missions' },
  { id: 'read', label: 'Read', words: 'look at missions and apps' },
  { id: 'merge', label: 'Merge', words: 'make what was tested live' },
] as const;
/** What a program may be let do. */
export type Scope = (typeof scopes)[number]['id'];

/** Which of the scopes on offer a program gets. */
export function ScopeChoice(props: {
  readonly offered?: readonly Scope[];
  readonly chosen: readonly Scope[];
  readonly onToggle: (scope: Scope) => void;
}): JSX.Element {
  return (
    <fieldset class="row">
      <legend class="label">It may</legend>
      {scopes
        .filter(({ id }) => props.offered?.includes(id) ?? true)
        .map(({ id, label, words }) => (
          <label key={id} class="row switch small">
            <input type="checkbox" checked={props.chosen.includes(id)} onChange={() => props.onToggle(id)} />
            {label} <span class="muted">({words})</span>
          </label>
        ))}
    </fieldset>
  );
}
