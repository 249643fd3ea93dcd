import '../style/pick-list.css';
import './data-panel.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import type { Answers } from '../api/endpoints.ts';
import { Problem } from '../shell/problem.tsx';
import { saveFile } from '../shell/save-file.ts';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';
import { DataRows } from './data-rows.tsx';
import { RestorePoints } from './restore-points.tsx';

/** What visitors left in the live app: tables and their last rows to look at, moments to go back to, all of it as SQL. */
export function DataPanel({ slug }: { readonly slug: string }): JSX.Element {
  const tables = useLoad(slug, (signal) => call('listTables', { params: { slug }, signal }));
  const [chosen, choose] = useState<string>();
  const list = tables.data?.tables;
  if (list === undefined)
    return (
      <>
        <Problem error={tables.error} onRetry={tables.reload} />
        {tables.error === undefined && <div class="skeleton" role="status" aria-label="Loading the data" />}
      </>
    );
  if (list.length === 0) return <NoData />;
  const table = list.find(({ name }) => name === chosen) ?? list[0];
  return (
    <div class="stack">
      <section class="card" aria-label="Tables">
        <div class="card-head">
          <h2>Tables</h2>
          <ExportButton slug={slug} />
          <button class="button button-small" type="button" onClick={tables.reload}>
            Refresh
          </button>
        </div>
        <div class="data">
          <TableList tables={list} chosen={table?.name} onChoose={choose} />
          {table !== undefined && (
            <DataRows key={`${table.name} ${table.rows}`} slug={slug} table={table.name} />
          )}
        </div>
      </section>
      <RestorePoints slug={slug} onRestored={tables.reload} />
    </div>
  );
}

function TableList(props: {
  readonly tables: Answers['listTables']['tables'];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}): JSX.Element {
  return (
    <nav class="pick-list data-tables" aria-label="Tables">
      <ul>
        {props.tables.map(({ name, rows }) => (
          <li key={name}>
            <button
              type="button"
              aria-current={name === props.chosen ? 'true' : undefined}
              onClick={() => props.onChoose(name)}
            >
              <span>{visibleText(name)}</span>
              <span class="muted">
                {rows.toLocaleString('en')}
                <span class="visually-hidden"> rows</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ExportButton({ slug }: { readonly slug: string }): JSX.Element {
  const action = useAction();
  const save = (): void =>
    action.run(async () => saveFile(`${slug}.sql`, await call('exportData', { params: { slug } })));
  return (
    <>
      <Problem error={action.error} />
      <button class="button button-small" type="button" disabled={action.isBusy} onClick={save}>
        {action.isBusy ? 'Exporting…' : 'Download as SQL'}
      </button>
    </>
  );
}

function NoData(): JSX.Element {
  return (
    <div class="empty">
      <h2>No data</h2>
      <p>
        This app keeps no data on a server, or none of it is live yet. Ask for something that visitors share,
        and it gets a database of its own.
      </p>
    </div>
  );
}
