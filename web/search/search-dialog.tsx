import './search.css';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { Dialog } from '../shell/dialog.tsx';
import { Problem } from '../shell/problem.tsx';
import { useFirstFocus } from '../shell/use-first-focus.ts';
import { type Found, findThings } from './find-things.ts';
import { useThings } from './use-things.ts';

/** Finds apps, conversations, missions and screens; arrow keys choose, Enter goes there. */
export function SearchDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const { things, error } = useThings(text);
  const found = findThings(text, things);
  const at = Math.min(chosen, found.length - 1);
  const go = (one: Found | undefined): void => {
    if (one === undefined) return;
    onClose();
    location.assign(one.href);
  };
  const move = (by: number): void => setChosen((at + by + found.length) % Math.max(1, found.length));
  const onKey = (event: KeyboardEvent): void => {
    const acts: Readonly<Record<string, () => void>> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => go(found[at]),
    };
    const act = event.isComposing ? undefined : acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <Dialog label="Search" class="search" onClose={onClose}>
      <SearchField
        text={text}
        activeId={found[at] && optionId(found[at])}
        onText={(next) => {
          setText(next);
          setChosen(0);
        }}
        onKey={onKey}
      />
      <Problem error={error} />
      <Results found={found} at={at} onGo={go} />
      <p class="search-foot small muted" role="status">
        {found.length === 0
          ? 'Nothing found.'
          : `${found.length} found. ↑ ↓ to choose, Enter to open, Esc to close.`}
      </p>
    </Dialog>
  );
}

const optionId = ({ id }: Found): string => `found-${id.replaceAll(/[^\w-]/g, '-')}`;

function SearchField(props: {
  readonly text: string;
  readonly activeId: string | undefined;
  readonly onText: (text: string) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}): JSX.Element {
  const field = useFirstFocus<HTMLInputElement>();
  return (
    <input
      ref={field}
      class="search-field"
      type="text"
      role="combobox"
      aria-label="Search apps, conversations and missions"
      aria-expanded="true"
      aria-controls="search-results"
      aria-activedescendant={props.activeId}
      aria-autocomplete="list"
      autocomplete="off"
      spellcheck={false}
      placeholder="Search apps, conversations, missions…"
      maxLength={200}
      value={props.text}
      onInput={(event) => props.onText(event.currentTarget.value)}
      onKeyDown={props.onKey}
    />
  );
}

function Results(props: {
  readonly found: readonly Found[];
  readonly at: number;
  readonly onGo: (one: Found) => void;
}): JSX.Element {
  const { found, at } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, found.length]);
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  return (
    <div
      ref={list}
      id="search-results"
      class="search-results"
      role="listbox"
      aria-label="Results"
      tabIndex={-1}
    >
      {kinds.map((kind) => (
        <fieldset key={kind} class="search-kind" aria-label={kind}>
          <span class="small muted" aria-hidden="true">
            {kind}
          </span>
          {found
            .filter((one) => one.kind === kind)
            .map((one) => (
              <Option key={one.id} one={one} isChosen={one === found[at]} onGo={() => props.onGo(one)} />
            ))}
        </fieldset>
      ))}
    </div>
  );
}

function Option(props: {
  readonly one: Found;
  readonly isChosen: boolean;
  readonly onGo: () => void;
}): JSX.Element {
  const { one } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and the keys
    // biome-ignore lint/a11y/useFocusableInteractive: aria-activedescendant names the chosen one
    <div
      id={optionId(one)}
      class="search-option"
      role="option"
      aria-selected={props.isChosen}
      onClick={props.onGo}
    >
      <span class="search-title">{visibleText(one.title)}</span>
      <span class="small muted">{visibleText(one.hint)}</span>
    </div>
  );
}
