import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AppView } from '../../core/wire/http.ts';
import { call } from '../api/call.ts';
import { formatMoment } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';

interface DeleteProps {
  readonly app: AppView;
  readonly onChange: () => void;
}

/** Takes the app down, once its name is typed; for seven days it can be brought back from here. */
export function DeleteApp(props: DeleteProps): JSX.Element {
  return props.app.deleted_at === undefined ? <Delete {...props} /> : <Restore {...props} />;
}

function Delete({ app, onChange }: DeleteProps): JSX.Element {
  const { slug } = app;
  const [typed, setTyped] = useState('');
  const action = useAction();
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      await call('deleteApp', { params: { slug }, query: { confirm: typed }, body: {} });
      onChange();
    });
  };
  return (
    <form class="card card-body stack danger" aria-label="Delete the app" onSubmit={submit}>
      <h2>Delete the app</h2>
      <p class="small muted">
        It goes offline with its previews, and its data is set aside. You have 7 days to undo this; then the
        data and the secrets are gone for good. What was recorded of it stays.
      </p>
      <label class="field">
        <span>
          Type <code>{slug}</code> to confirm
        </span>
        <input
          class="input"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <Problem error={action.error} />
      <div class="row">
        <button class="button button-bad push" type="submit" disabled={typed !== slug || action.isBusy}>
          {action.isBusy ? 'Deleting…' : 'Delete this app'}
        </button>
      </div>
    </form>
  );
}

function Restore({ app, onChange }: DeleteProps): JSX.Element {
  const action = useAction();
  const restore = (): void =>
    action.run(async () => {
      await call('restoreApp', { params: { slug: app.slug }, body: {} });
      onChange();
    });
  return (
    <section class="card card-body stack danger" aria-label="Deleted" role="status">
      <h2>This app is deleted</h2>
      <p class="small muted">
        {app.purge_at === undefined
          ? 'It is offline.'
          : `It is offline. Until ${formatMoment(app.purge_at)} you can bring it back with its data.`}
      </p>
      <Problem error={action.error} />
      <div class="row">
        <button class="button button-main" type="button" disabled={action.isBusy} onClick={restore}>
          {action.isBusy ? 'Bringing it back…' : 'Bring it back'}
        </button>
      </div>
    </section>
  );
}
