import './code.css';
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { VirtualList } from '../shell/virtual-list.tsx';
import type { Run } from './highlight.ts';
import { colourLines } from './highlight.ts';

/** A file with its lines numbered and coloured by what its name says it is. */
export function CodeView({ path, text }: { readonly path: string; readonly text: string }): JSX.Element {
  const lines = useMemo(() => colourLines(visibleText(text), path), [path, text]);
  return (
    <VirtualList
      label={`Content of ${visibleText(path)}`}
      count={lines.length}
      row={(index) => <CodeLine key={index} number={index + 1} runs={lines[index] ?? []} />}
    />
  );
}

/** So much of one line is in the page; no one reads more, and a file of one line would make a page slow. */
const maxShown = 4_000;

function CodeLine({ number, runs }: { readonly number: number; readonly runs: readonly Run[] }): JSX.Element {
  let left = maxShown;
  return (
    <div class="line">
      <span class="line-number">{number}</span>
      <code class="line-text">
        {runs.map(({ kind, text }, index) => {
          const shown = text.slice(0, left);
          left -= shown.length;
          return kind === undefined ? (
            shown
          ) : (
            <span key={index} class={`code-${kind}`}>
              {shown}
            </span>
          );
        })}
        {left <= 0 && '…'}
      </code>
    </div>
  );
}
