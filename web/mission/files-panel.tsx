import './files-panel.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { MissionFiles } from '../api/endpoints.ts';
import { CodeView } from '../code/code-view.tsx';
import { CopyButton } from '../shell/copy-button.tsx';
import { Problem } from '../shell/problem.tsx';
import { formatBytes } from '../shell/size.ts';
import { useLoad } from '../shell/use-load.ts';
import { AttemptChoice } from './attempt-choice.tsx';
import { writtenAttempts } from './attempts.ts';
import type { FilesOf } from './mission-files.ts';
import { listFiles, readFile } from './mission-files.ts';

/** What the model wrote: every file of an attempt, each to be read. */
export function FilesPanel({
  missionId,
  events,
}: {
  readonly missionId: string;
  readonly events: readonly ChainedEvent[];
}): JSX.Element {
  const attempts = writtenAttempts(events);
  const [chosen, choose] = useState<number>();
  const attempt = chosen ?? attempts.at(-1);
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
        <Files of={{ missionId, attempt }} />
      )}
    </section>
  );
}

function Files({ of }: { readonly of: FilesOf }): JSX.Element {
  const files = useLoad(`${of.missionId} ${of.attempt}`, (signal) => listFiles(of, signal));
  const [chosen, choose] = useState<string>();
  const list = files.data?.files;
  const path = list?.find((file) => file.path === chosen)?.path ?? openFirst(list ?? []);
  return (
    <>
      <Problem error={files.error} onRetry={files.reload} />
      {list === undefined ? (
        files.error === undefined && <div class="skeleton" role="status" aria-label="Loading files" />
      ) : (
        <div class="files">
          <FileList files={list} path={path} onChoose={choose} />
          {path !== undefined && <File of={of} path={path} />}
        </div>
      )}
    </>
  );
}

type FileEntry = MissionFiles['files'][number];

/** The page is what most people look for first. */
function openFirst(files: readonly FileEntry[]): string | undefined {
  return (files.find(({ path }) => path === 'index.html') ?? files[0])?.path;
}

function FileList(props: {
  readonly files: readonly FileEntry[];
  readonly path: string | undefined;
  readonly onChoose: (path: string) => void;
}): JSX.Element {
  const folders = [...Map.groupBy(props.files, ({ path }) => path.split('/').slice(0, -1).join('/'))];
  return (
    <nav class="file-list" aria-label="Files of this attempt">
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
                    <span class="muted">{formatBytes(size)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
    </nav>
  );
}

function File({ of, path }: { readonly of: FilesOf; readonly path: string }): JSX.Element {
  const file = useLoad(`${of.missionId} ${of.attempt} ${path}`, (signal) => readFile(of, path, signal));
  return (
    <div class="file">
      <div class="file-head">
        <code>{visibleText(path)}</code>
        {file.data !== undefined && <CopyButton text={file.data} label={`the content of ${path}`} />}
      </div>
      <Problem error={file.error} onRetry={file.reload} />
      {file.data !== undefined && <CodeView path={path} text={file.data} />}
      {file.data === undefined && file.error === undefined && (
        <div class="skeleton" role="status" aria-label="Loading the file" />
      )}
    </div>
  );
}
