import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { AppView } from '../../core/wire/http.ts';
import { call } from '../api/call.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';

const maxTitleLength = 80;

/** What the app is called; its address stays as it is. */
export function AppTitle(props: { readonly app: AppView; readonly onChange: () => void }): JSX.Element {
  const { app } = props;
  const [title, setTitle] = useState(app.title);
  const action = useAction();
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      await call('renameApp', { params: { slug: app.slug }, body: { title } });
      props.onChange();
    });
  };
  const isSame = title.trim() === '' || title.trim() === app.title;
  return (
    <form class="card card-body stack" aria-label="Title" onSubmit={submit}>
      <label class="field">
        <span>Title</span>
        <input
          class="input"
          maxLength={maxTitleLength}
          value={title}
          onInput={(event) => setTitle(event.currentTarget.value)}
        />
      </label>
      <div class="row">
        <span class="small muted">The address stays {app.slug}.</span>
        <button class="button push" type="submit" disabled={isSame || action.isBusy}>
          {action.isBusy ? 'Saving…' : 'Save title'}
        </button>
      </div>
      <Problem error={action.error} />
    </form>
  );
}
