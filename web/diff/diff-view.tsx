import './diff.css';
import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CodeBlock } from '../shell/code-block.tsx';
import { ScrollRegion } from '../shell/scroll-region.tsx';
import type { DiffFile, DiffLine } from './read-diff.ts';
import { readDiff } from './read-diff.ts';

/** So many lines are open at first; the files after them start folded, so that a large change does not bury its own list of files. */
const openLines = 500;

/** A unified diff, file by file. */
export function DiffView({ diff }: { readonly diff: string }): JSX.Element {
  const files = readDiff(diff);
  return files === undefined ? (
    <CodeBlock class="card" text={visibleText(diff)} />
  ) : (
    <FileDiffs files={files} />
  );
}

/** Changed files, each to be folded, and how much changed in all. */
export function FileDiffs({ files }: { readonly files: readonly DiffFile[] }): JSX.Element {
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <section class="stack" aria-label="Changed files">
      <div class="row">
        <h2>{files.length === 1 ? '1 file changed' : `${files.length} files changed`}</h2>
        <Counts added={added} removed={removed} />
      </div>
      {files.map((file, index) => (
        <FileDiff key={file.path} file={file} isOpen={linesOf(files.slice(0, index + 1)) <= openLines} />
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

const linesOf = (files: readonly DiffFile[]): number =>
  files.flatMap((file) => file.hunks).reduce((sum, hunk) => sum + hunk.length, 0);

function FileDiff({ file, isOpen }: { readonly file: DiffFile; readonly isOpen: boolean }): JSX.Element {
  return (
    <details class="card fold diff-file" open={isOpen}>
      <summary>
        <code>{visibleText(file.path)}</code>
        {file.change !== 'changed' && (
          <span class="badge badge-plain">{file.change === 'added' ? 'new' : 'removed'}</span>
        )}
        <span class="push">
          <Counts added={file.added} removed={file.removed} />
        </span>
      </summary>
      <ScrollRegion label={`Diff of ${visibleText(file.path)}`}>
        <table class="diff">
          {file.hunks.map((hunk, index) => (
            <tbody key={index}>
              {hunk.map((line, at) => (
                <LineView key={at} line={line} />
              ))}
            </tbody>
          ))}
        </table>
      </ScrollRegion>
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
      <td class="diff-text">{visibleText(line.text)}</td>
    </tr>
  );
}
