import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { Problem } from '../shell/problem.tsx';
import { ScrollRegion } from '../shell/scroll-region.tsx';
import { useLoad } from '../shell/use-load.ts';

/** The last rows of a table, to be read and not to be changed. */
export function DataRows(props: { readonly slug: string; readonly table: string }): JSX.Element {
  const { slug, table } = props;
  const rows = useLoad(`${slug} ${table}`, (signal) =>
    call('readTable', { params: { slug, table }, signal }),
  );
  if (rows.data === undefined)
    return (
      <div>
        <Problem error={rows.error} onRetry={rows.reload} />
        {rows.error === undefined && <div class="skeleton" role="status" aria-label="Loading the rows" />}
      </div>
    );
  if (rows.data.rows.length === 0) return <p class="card-body small muted">This table has no rows yet.</p>;
  return (
    <ScrollRegion label={`Last rows of ${visibleText(table)}`}>
      <table class="data-rows">
        <thead>
          <tr>
            {rows.data.columns.map((column) => (
              <th key={column} scope="col">
                {visibleText(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.data.rows.map((row, index) => (
            <tr key={index}>
              {row.map((value, column) => (
                <td key={column}>
                  <Value value={value} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** A value is shown up to here, and the rest on demand. */
const shortLength = 80;

function Value({ value }: { readonly value: string | null }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  if (value === null) return <span class="muted">null</span>;
  if (value.length <= shortLength) return <>{visibleText(value)}</>;
  return (
    <>
      {visibleText(isOpen ? value : value.slice(0, shortLength))}
      <button
        class="data-more"
        type="button"
        aria-expanded={isOpen}
        aria-label={isOpen ? 'Show less of this value' : 'Show all of this value'}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? 'less' : '…'}
      </button>
    </>
  );
}
