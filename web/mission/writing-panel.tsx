import './writing-panel.css';
import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CodeBlock } from '../shell/code-block.tsx';
import { formatBytes } from '../shell/size.ts';
import { useStuckToEnd } from '../shell/use-stuck-to-end.ts';
import { progressOf, rowsOf, type Writing, type WrittenFile } from './writing.ts';

/** The files as an author writes them: those that are done, and the open one's text as it grows. Its height stays the same. */
export function WritingPanel(props: {
  readonly title: string;
  readonly writing: Writing;
  /** What the model says aloud, shown until the first file. */
  readonly said: string;
}): JSX.Element {
  const { title, writing, said } = props;
  const open = writing.files.at(-1);
  const isThinking = writing.phase === 'thinking';
  return (
    <section class="card writing" aria-label={title}>
      <div class="card-head">
        <h2>{title}</h2>
        <span class="small muted writing-progress">{progressOf(writing)}</span>
        <span class="badge badge-live">{isThinking ? 'Thinking…' : 'Writing'}</span>
      </div>
      <p class="visually-hidden" role="status" aria-live="polite">
        {spoken(writing)}
      </p>
      <div class="writing-parts">
        <FileRows writing={writing} />
        <div class="writing-open">
          <p class="writing-head">
            <code>{open === undefined ? '' : visibleText(open.path)}</code>
            <span class="writing-size">{open === undefined ? '' : formatBytes(open.bytes)}</span>
          </p>
          <CodeBlock text={visibleText(open === undefined ? said : writing.text)} showsEnd />
        </div>
      </div>
    </section>
  );
}

/** For a screen reader: which file, and not each piece of it. */
function spoken(writing: Writing): string {
  const open = writing.files.at(-1);
  if (open === undefined) return writing.phase === 'thinking' ? 'Thinking' : 'Planning the files';
  return `${progressOf(writing)}: ${visibleText(open.path)}`;
}

function FileRows({ writing }: { readonly writing: Writing }): JSX.Element {
  const rows = rowsOf(writing);
  const list = useStuckToEnd<HTMLOListElement>(rows.length);
  const open = writing.files.at(-1);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the keyboard could not scroll it
    <ol ref={list} class="writing-files" tabIndex={0} aria-label="Files so far">
      {rows.length === 0 && <li class="muted">No file yet</li>}
      {rows.map((row) =>
        'unseen' in row ? (
          <li key={`before ${row.unseen}`} class="muted">
            {row.unseen === 1 ? 'One other file' : `${row.unseen} other files`}
          </li>
        ) : (
          <FileRow key={row.number} file={row} isOpen={row === open} />
        ),
      )}
    </ol>
  );
}

function FileRow({ file, isOpen }: { readonly file: WrittenFile; readonly isOpen: boolean }): JSX.Element {
  const path = visibleText(file.path);
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    <li class={isOpen ? 'writing-now' : ''} aria-current={isOpen ? 'step' : undefined}>
      <span class="writing-path" title={path}>
        <span class="writing-folder">{path.slice(0, path.length - name.length)}</span>
        <span>{name}</span>
      </span>
      <span class="writing-size">{formatBytes(file.bytes)}</span>
    </li>
  );
}
