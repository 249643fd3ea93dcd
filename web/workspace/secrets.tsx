import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SecretView } from '../../core/wire/secret.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';

/** The secrets that an app asks for: set, replaced or taken away here, and shown to nobody. */
export function Secrets({ slug }: { readonly slug: string }): JSX.Element {
  const secrets = useLoad(slug, (signal) => call('listSecrets', { params: { slug }, signal }));
  const list = secrets.data?.secrets;
  return (
    <section class="card" aria-label="Secrets">
      <div class="card-head">
        <h2>Secrets</h2>
        <span class="small muted">Nobody can read a value back</span>
      </div>
      <Problem error={secrets.error} onRetry={secrets.reload} />
      {list === undefined && secrets.error === undefined && (
        <div class="skeleton" role="status" aria-label="Loading the secrets" />
      )}
      {list?.length === 0 && <p class="card-body small muted">This app asks for none.</p>}
      <ul class="settings-list">
        {list?.map((secret) => (
          <Secret key={secret.name} slug={slug} secret={secret} onChange={secrets.reload} />
        ))}
      </ul>
    </section>
  );
}

interface SecretProps {
  readonly slug: string;
  readonly secret: SecretView;
  readonly onChange: () => void;
}

function Secret(props: SecretProps): JSX.Element {
  const { slug, secret } = props;
  const [isOpen, setOpen] = useState(false);
  const action = useAction();
  const isSet = secret.set_at !== null;
  const remove = (): void =>
    action.run(async () => {
      await call('removeSecret', { params: { slug, name: secret.name } });
      props.onChange();
    });
  return (
    <li>
      <div class="row">
        <code>{secret.name}</code>
        <span class={`badge ${isSet ? 'badge-good' : 'badge-warn'}`}>{isSet ? 'Set' : 'Not set'}</span>
        <span class="row push">
          <button
            class="button button-small"
            type="button"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isSet ? 'Replace' : 'Set'}
            <span class="visually-hidden"> {secret.name}</span>
          </button>
          {isSet && (
            <ConfirmButton
              confirm="Remove its value"
              label={secret.name}
              isBusy={action.isBusy}
              onConfirm={remove}
            >
              Remove
            </ConfirmButton>
          )}
        </span>
      </div>
      <span class="small muted">{setWords(secret)}</span>
      <Problem error={action.error} />
      {isOpen && (
        <ValueForm
          {...props}
          onSaved={() => {
            setOpen(false);
            props.onChange();
          }}
        />
      )}
    </li>
  );
}

function setWords({ why, set_at: at, set_by: by }: SecretView): string {
  const what = why === null ? '' : visibleText(why);
  if (at === null) return what;
  return `${what}${what === '' ? '' : ' · '}Set ${formatAgo(at, Date.now())}${by === null ? '' : ` by ${by}`}`;
}

function ValueForm(props: SecretProps & { readonly onSaved: () => void }): JSX.Element {
  const { slug, secret } = props;
  const [value, setValue] = useState('');
  const action = useAction();
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      await call('setSecret', { params: { slug, name: secret.name }, body: { value } });
      setValue('');
      props.onSaved();
    });
  };
  return (
    <form class="row" onSubmit={submit}>
      <input
        class="input input-small secret-value"
        type="password"
        autocomplete="off"
        aria-label={`Value of ${secret.name}`}
        value={value}
        onInput={(event) => setValue(event.currentTarget.value)}
      />
      <button class="button button-small button-main" type="submit" disabled={value === '' || action.isBusy}>
        {action.isBusy ? 'Saving…' : 'Save'}
      </button>
      <Problem error={action.error} />
    </form>
  );
}
