import type { JSX } from 'preact';
import type { DiffFile, DiffLine } from './read-diff.ts';
import { readDiff } from './read-diff.ts';

/** Files longer than this start folded. */
const foldLines = 400;

/** A unified diff, file by file. */
export function DiffView({ diff }: { readonly diff: string }): JSX.Element {
  const files = readDiff(diff);
  if (files === undefined) {
    return (
      <pre class="card code-block" tabIndex={0}>
        {diff}
      </pre>
    );
  }
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <section class="stack" aria-label="Changed files">
      <div class="row">
        <h2>{files.length === 1 ? '1 file changed' : `${files.length} files changed`}</h2>
        <Counts added={added} removed={removed} />
      </div>
      {files.map((file) => (
        <FileDiff key={file.path} file={file} />
      ))}
    </section>
  );
}

function Counts({ added, removed }: { readonly added: number; readonly removed: number }): JSX.Element {
  return (
    <span class="counts small">
      <span class="count-added">
        +{added}
        <span class="visually-hidden"> added</span>
      </span>
      <span class="count-removed">
        −{removed}
        <span class="visually-hidden"> removed</span>
      </span>
    </span>
  );
}

function FileDiff({ file }: { readonly file: DiffFile }): JSX.Element {
  const lines = file.hunks.reduce((sum, hunk) => sum + hunk.length, 0);
  return (
    <details class="card fold diff-file" open={lines <= foldLines}>
      <summary>
        <code>{file.path}</code>
        {file.change !== 'changed' && <span class="badge badge-plain">{file.change === 'added' ? 'new' : 'removed'}</span>}
        <span class="push">
          <Counts added={file.added} removed={file.removed} />
        </span>
      </summary>
      <div class="diff-scroller" tabIndex={0} role="region" aria-label={`Diff of ${file.path}`}>
        <table class="diff">
          {file.hunks.map((hunk, index) => (
            <tbody key={index}>
              {hunk.map((line, at) => (
                <LineView key={at} line={line} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </details>
  );
}

const signs: Readonly<Record<DiffLine['kind'], string>> = { added: '+', removed: '−', same: '', note: '' };

function LineView({ line }: { readonly line: DiffLine }): JSX.Element {
  return (
    <tr class={`diff-${line.kind}`}>
      <td class="diff-number">{line.before}</td>
      <td class="diff-number">{line.after}</td>
      <td class="diff-sign">{signs[line.kind]}</td>
      <td class="diff-text">{line.text}</td>
    </tr>
  );
}
