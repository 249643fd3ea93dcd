import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';

/** The programs that one has let in with a click, each of which can be shut out again. */
export function Connections(): JSX.Element {
  const loaded = useLoad('connections', (signal) => call('listConnections', { signal }));
  const action = useAction();
  const end = (connection_id: string): void =>
    action.run(async () => {
      await call('endConnection', { params: { connection_id } });
      loaded.reload();
    });
  return (
    <section class="card" aria-label="Connected programs">
      <div class="card-head">
        <h2>Connected programs</h2>
        <span class="small muted">By the Model Context Protocol</span>
      </div>
      <Problem error={loaded.error ?? action.error} onRetry={loaded.reload} />
      {loaded.data?.connections.length === 0 && (
        <p class="card-body small muted">
          None yet. Give <code>{location.origin}/gantry/mcp</code> to Claude Code, Cursor or VS Code as an MCP
          server, and it will ask you here.
        </p>
      )}
      <ul class="entries">
        {loaded.data?.connections.map(({ id, client_name, scopes, created_at, last_used_at: used }) => (
          <li key={id}>
            <span class="entry-words">
              <strong>{visibleText(client_name)}</strong>
              <span class="small muted">
                may {scopes.join(' and ')}, connected {formatAgo(created_at, Date.now())},{' '}
                {used === null ? 'never used' : `used ${formatAgo(used, Date.now())}`}
              </span>
            </span>
            <ConfirmButton
              confirm="Disconnect it"
              label={visibleText(client_name)}
              isBusy={action.isBusy}
              onConfirm={() => end(id)}
            >
              Disconnect
            </ConfirmButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
