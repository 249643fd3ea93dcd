import '../mission/log-panel.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import type { Feed } from '../mission/feed.ts';
import { LogPanel } from '../mission/log-panel.tsx';
import { CodeBlock } from '../shell/code-block.tsx';
import { Problem } from '../shell/problem.tsx';
import { useLoad } from '../shell/use-load.ts';
import { readFunctionLogs } from './function-log.ts';

/** What the build wrote, and what the app's functions print while it is used. */
export function LogsPanel(props: {
  readonly missionId: string;
  readonly feed: Feed;
  readonly slug: string | undefined;
}): JSX.Element {
  const { slug } = props;
  const [isOfApp, setOfApp] = useState(false);
  return (
    <div class="stack">
      {slug !== undefined && (
        <fieldset class="choice">
          <legend class="visually-hidden">Log</legend>
          {([false, true] as const).map((one) => (
            <button
              key={String(one)}
              class="button button-small"
              type="button"
              aria-pressed={one === isOfApp}
              onClick={() => setOfApp(one)}
            >
              {one ? 'The app’s functions' : 'Build'}
            </button>
          ))}
        </fieldset>
      )}
      {isOfApp && slug !== undefined ? (
        <AppLog slug={slug} />
      ) : (
        <LogPanel missionId={props.missionId} feed={props.feed} />
      )}
    </div>
  );
}

/** The last lines that each function printed, all of them or those of one. */
function AppLog({ slug }: { readonly slug: string }): JSX.Element {
  const log = useLoad(slug, async (signal) =>
    readFunctionLogs(await call('appLog', { params: { slug }, signal })),
  );
  const [chosen, choose] = useState('');
  const { functions = [], words } = log.data ?? {};
  const shown = functions.filter(({ file }) => chosen === '' || file === chosen);
  return (
    <section class="card" aria-label="Functions’ log">
      <div class="card-head">
        <h2>What the functions printed</h2>
        {functions.length > 1 && (
          <FunctionChoice files={functions.map(({ file }) => file)} chosen={chosen} onChoose={choose} />
        )}
        <button class="button button-small" type="button" onClick={log.reload}>
          Refresh
        </button>
      </div>
      <Problem error={log.error} onRetry={log.reload} />
      {log.data === undefined && log.error === undefined && (
        <div class="skeleton" role="status" aria-label="Loading the log" />
      )}
      {words !== undefined && <p class="card-body small muted">{visibleText(words)}</p>}
      {shown.map(({ file, lines }) => (
        <section key={file} aria-label={file}>
          <h3 class="log-file">
            <code>{visibleText(file)}</code>
          </h3>
          <CodeBlock class="log-block" text={visibleText(lines.join('\n'))} showsEnd />
        </section>
      ))}
    </section>
  );
}

function FunctionChoice(props: {
  readonly files: readonly string[];
  readonly chosen: string;
  readonly onChoose: (file: string) => void;
}): JSX.Element {
  return (
    <select
      class="input input-small input-fit"
      aria-label="Function"
      value={props.chosen}
      onChange={(event) => props.onChoose(event.currentTarget.value)}
    >
      <option value="">All functions</option>
      {props.files.map((file) => (
        <option key={file} value={file}>
          {file}
        </option>
      ))}
    </select>
  );
}
