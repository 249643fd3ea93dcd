import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CodeView } from '../code/code-view.tsx';
import { CopyButton } from '../shell/copy-button.tsx';
import { Problem } from '../shell/problem.tsx';
import { useFirstFocus } from '../shell/use-first-focus.ts';
import { useLoad } from '../shell/use-load.ts';
import type { Editing } from './file-edits.ts';
import type { FilesOf } from './mission-files.ts';
import { readFile } from './mission-files.ts';

interface FileProps {
  readonly of: FilesOf;
  readonly path: string;
  /** How to write over it; undefined where it is only read. */
  readonly editing: Editing | undefined;
}

/** One file, to be read and, where that is possible, written over. */
export function FileView(props: FileProps): JSX.Element {
  const { of, path, editing } = props;
  const edit = editing?.edits.get(path);
  const isNew = edit !== undefined && of.missing?.has(path) === true;
  const file = useLoad(`${of.missionId} ${of.attempt} ${path} ${isNew}`, async (signal) =>
    isNew ? '' : readFile(of, path, signal),
  );
  const text = edit ?? file.data;
  return (
    <div class="file">
      <div class="file-head">
        <code>{visibleText(path)}</code>
        <span class="row">
          {edit !== undefined && <span class="badge badge-warn">{edit === null ? 'Goes' : 'Changed'}</span>}
          {typeof text === 'string' && <CopyButton text={text} label={`the content of ${path}`} />}
          {editing !== undefined && file.data !== undefined && (
            <FileActions path={path} text={file.data} editing={editing} />
          )}
        </span>
      </div>
      <Problem error={file.error} onRetry={file.reload} />
      {file.data === undefined && file.error === undefined && (
        <div class="skeleton" role="status" aria-label="Loading the file" />
      )}
      {file.data !== undefined && <Content path={path} text={file.data} edit={edit} editing={editing} />}
    </div>
  );
}

function FileActions(props: {
  readonly path: string;
  readonly text: string;
  readonly editing: Editing;
}): JSX.Element {
  const { path, text, editing } = props;
  const isEdited = editing.edits.has(path);
  if (isEdited)
    return (
      <button class="button button-small" type="button" onClick={() => editing.forget(path)}>
        Undo<span class="visually-hidden"> the change of {path}</span>
      </button>
    );
  return (
    <>
      <button class="button button-small" type="button" onClick={() => editing.set(path, text)}>
        Edit<span class="visually-hidden"> {path}</span>
      </button>
      <button class="button button-small button-quiet" type="button" onClick={() => editing.set(path, null)}>
        Delete<span class="visually-hidden"> {path}</span>
      </button>
    </>
  );
}

function Content(props: {
  readonly path: string;
  readonly text: string;
  readonly edit: string | null | undefined;
  readonly editing: Editing | undefined;
}): JSX.Element {
  const { path, text, edit, editing } = props;
  if (edit === undefined || editing === undefined) return <CodeView path={path} text={text} />;
  if (edit === null) return <p class="card-body small muted">This file goes when you save.</p>;
  return <Editor path={path} text={edit} onText={(next) => editing.set(path, next)} />;
}

/** Plain text, so that Tab leaves it as it leaves any field. */
function Editor(props: {
  readonly path: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}): JSX.Element {
  const [first] = useState(props.text);
  const field = useFirstFocus<HTMLTextAreaElement>();
  return (
    <textarea
      ref={field}
      class="file-editor"
      aria-label={`Content of ${visibleText(props.path)}`}
      spellcheck={false}
      autocapitalize="off"
      defaultValue={first}
      onInput={(event) => props.onText(event.currentTarget.value)}
    />
  );
}
