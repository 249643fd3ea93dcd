import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatMoment } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';

/** Moments that an app's data can go back to; going back keeps what it undoes as another such moment. */
export function RestorePoints(props: {
  readonly slug: string;
  readonly onRestored: () => void;
}): JSX.Element {
  const { slug } = props;
  const points = useLoad(slug, (signal) => call('listRestorePoints', { params: { slug }, signal }));
  const [restored, setRestored] = useState<string>();
  const action = useAction();
  const restore = (id: string, moment: string): void =>
    action.run(async () => {
      await call('restoreData', { params: { slug }, body: { restore_point_id: id } });
      setRestored(moment);
      points.reload();
      props.onRestored();
    });
  const list = points.data?.restore_points ?? [];
  return (
    <section class="card" aria-label="Restore points">
      <div class="card-head">
        <h2>Restore points</h2>
        <span class="small muted">Kept before each merge</span>
      </div>
      <Problem error={points.error ?? action.error} onRetry={points.reload} />
      {restored !== undefined && (
        <p class="notice notice-good" role="status">
          The data is as it was on {restored}. What this undid is kept as a restore point.
        </p>
      )}
      {list.length === 0 && <p class="card-body small muted">No restore points yet.</p>}
      <ul class="history">
        {list.map(({ restore_point_id: id, kept_at: at, reason }) => (
          <li key={id}>
            <time class="small muted" dateTime={at}>
              {formatMoment(at)}
            </time>
            <span class="history-words">{visibleText(reason)}</span>
            <span class="push">
              <ConfirmButton
                confirm="Replace today’s data"
                label={`the data of ${formatMoment(at)}`}
                isBusy={action.isBusy}
                onConfirm={() => restore(id, formatMoment(at))}
              >
                Restore
              </ConfirmButton>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
