import '../style/pick-list.css';
import './files-panel.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChainedEvent } from '../../core/wire/event.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { MissionFiles } from '../api/endpoints.ts';
import { Problem } from '../shell/problem.tsx';
import { formatBytes } from '../shell/size.ts';
import { useLoad } from '../shell/use-load.ts';
import { AttemptChoice } from './attempt-choice.tsx';
import { writtenAttempts } from './attempts.ts';
import type { Editing, FileEdits } from './file-edits.ts';
import { useEdits } from './file-edits.ts';
import { FileView } from './file-view.tsx';
import type { FilesOf } from './mission-files.ts';
import { listFiles } from './mission-files.ts';
import { SaveEdits } from './save-edits.tsx';
import { isEnd } from './statuses.ts';

/** Every file of an attempt, each to be read; those of a mission that has ended and has an app can be written over. */
export function FilesPanel({
  missionId,
  events,
  mission,
}: {
  readonly missionId: string;
  readonly events: readonly ChainedEvent[];
  /** Given where files may be written over. */
  readonly mission?: MissionView;
}): JSX.Element {
  const attempts = writtenAttempts(events);
  const [chosen, choose] = useState<number>();
  const attempt = chosen ?? attempts.at(-1);
  const canEdit = mission !== undefined && mission.app !== null && isEnd(mission.status);
  const editing = useEdits(mission?.app ?? '');
  return (
    <section class="card" aria-label="Files">
      <div class="card-head">
        <h2>Files</h2>
        <AttemptChoice attempts={attempts} attempt={attempt ?? 0} onChoose={choose} />
      </div>
      {attempt === undefined ? (
        <p class="card-body small muted">
          Nothing is written yet. The files appear here with the first draft.
        </p>
      ) : (
        <Files
          of={{ missionId, attempt }}
          editing={canEdit && attempt === attempts.at(-1) ? editing : undefined}
        />
      )}
    </section>
  );
}

function Files({
  of,
  editing,
}: {
  readonly of: FilesOf;
  readonly editing: Editing | undefined;
}): JSX.Element {
  const files = useLoad(`${of.missionId} ${of.attempt}`, (signal) => listFiles(of, signal));
  const [chosen, choose] = useState<string>();
  if (files.data === undefined)
    return (
      <>
        <Problem error={files.error} onRetry={files.reload} />
        {files.error === undefined && <div class="skeleton" role="status" aria-label="Loading files" />}
      </>
    );
  const list = withNew(files.data.files, editing?.edits);
  const path = list.find((file) => file.path === chosen)?.path ?? openFirst(list);
  const known = new Set(files.data.files.map((file) => file.path));
  const missing = new Set([...(editing?.edits.keys() ?? [])].filter((one) => !known.has(one)));
  return (
    <>
      <div class="files">
        <div class="files-side">
          <FileList files={list} path={path} edits={editing?.edits} onChoose={choose} />
          {editing !== undefined && (
            <NewFile
              onAdd={(added) => {
                if (!known.has(added)) editing.set(added, '');
                choose(added);
              }}
            />
          )}
        </div>
        {path !== undefined && <FileView key={path} of={{ ...of, missing }} path={path} editing={editing} />}
      </div>
      {editing !== undefined && <SaveEdits missionId={of.missionId} editing={editing} />}
    </>
  );
}

type FileEntry = Pick<MissionFiles['files'][number], 'path' | 'size'>;

/** The page is what most people look for first. */
function openFirst(files: readonly FileEntry[]): string | undefined {
  return (files.find(({ path }) => path === 'index.html') ?? files[0])?.path;
}

/** The files with those that somebody is about to add. */
function withNew(files: readonly FileEntry[], edits: FileEdits | undefined): readonly FileEntry[] {
  const added = [...(edits ?? [])].flatMap(([path, text]) =>
    text === null || files.some((file) => file.path === path) ? [] : [{ path, size: text.length }],
  );
  return [...files, ...added];
}

/** Adds an empty file to write in; a path that is there already is opened. */
function NewFile({ onAdd }: { readonly onAdd: (path: string) => void }): JSX.Element {
  const [path, setPath] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (path.trim() === '') return;
    onAdd(path.trim());
    setPath('');
  };
  return (
    <form class="new-file" onSubmit={submit}>
      <input
        class="input input-small"
        aria-label="Path of a new file"
        placeholder="New file, such as src/sum.js"
        autocapitalize="off"
        spellcheck={false}
        value={path}
        onInput={(event) => setPath(event.currentTarget.value)}
      />
    </form>
  );
}

function FileList(props: {
  readonly files: readonly FileEntry[];
  readonly path: string | undefined;
  readonly edits: FileEdits | undefined;
  readonly onChoose: (path: string) => void;
}): JSX.Element {
  const folders = [...Map.groupBy(props.files, ({ path }) => path.split('/').slice(0, -1).join('/'))];
  return (
    <nav class="pick-list file-list" aria-label="Files of this attempt">
      {folders
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([folder, files]) => (
          <div key={folder}>
            {folder !== '' && <p class="file-folder">{visibleText(folder)}/</p>}
            <ul>
              {files.map(({ path, size }) => (
                <li key={path}>
                  <button
                    type="button"
                    aria-current={path === props.path ? 'true' : undefined}
                    onClick={() => props.onChoose(path)}
                  >
                    <span>{visibleText(path.split('/').at(-1) ?? path)}</span>
                    <span class="muted">{props.edits?.has(path) ? 'changed' : formatBytes(size)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}
