import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import type { Answers } from '../api/endpoints.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatAgo, formatMoment } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';

/** Where one is signed in, and how to end that. */
export function Sessions(): JSX.Element {
  const sessions = useLoad('sessions', (signal) => call('listSessions', { signal }));
  const action = useAction();
  const end = (id?: string): void =>
    action.run(async () => {
      await call('endSessions', { query: { id } });
      sessions.reload();
    });
  const list = sessions.data?.sessions.toSorted((left, right) =>
    right.last_used_at.localeCompare(left.last_used_at),
  );
  return (
    <section class="card" aria-label="Sessions">
      <div class="card-head">
        <h2>Sessions</h2>
        {(list?.length ?? 0) > 1 && (
          <ConfirmButton
            confirm="End all others"
            label="but this one"
            isBusy={action.isBusy}
            onConfirm={() => end()}
          >
            Sign out elsewhere
          </ConfirmButton>
        )}
      </div>
      <Problem error={sessions.error ?? action.error} onRetry={sessions.reload} />
      <ul class="entries">
        {list?.map((session) => (
          <SessionEntry
            key={session.id}
            session={session}
            isBusy={action.isBusy}
            onEnd={() => end(session.id)}
          />
        ))}
      </ul>
    </section>
  );
}

const doors = { browser: 'Browser', terminal: 'Terminal', program: 'Program' } as const;

const doorWords = ({ door }: Session): string => (door === undefined ? '' : `${doors[door]}, `);

type Session = Answers['listSessions']['sessions'][number];

function SessionEntry(props: {
  readonly session: Session;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}): JSX.Element {
  const { session } = props;
  const begun = formatAgo(session.created_at, Date.now());
  return (
    <li>
      <span class="entry-words">
        <strong>{visibleText(session.device ?? 'Unknown device')}</strong>
        <span class="small muted">
          {doorWords(session)}signed in {begun}, used {formatAgo(session.last_used_at, Date.now())}, ends{' '}
          {formatMoment(session.expires_at)}
        </span>
      </span>
      {session.current ? (
        <span class="badge badge-good">This one</span>
      ) : (
        <button class="button button-small" type="button" disabled={props.isBusy} onClick={props.onEnd}>
          End
          <span class="visually-hidden">
            {' '}
            the session {visibleText(session.device ?? '')} of {begun}
          </span>
        </button>
      )}
    </li>
  );
}
