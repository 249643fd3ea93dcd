import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ApiKeyView } from '../../core/wire/access.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';
import { Recipes } from './recipes.tsx';
import type { Scope } from './scope-choice.tsx';
import { ScopeChoice } from './scope-choice.tsx';
import { SecretBox } from './secret-box.tsx';

/** The keys of one's own programs: made with what they may do, shown once, revoked at will. */
export function ApiKeys(): JSX.Element {
  const keys = useLoad('keys', (signal) => call('listApiKeys', { signal }));
  const [made, setMade] = useState<string>();
  const action = useAction();
  const revoke = (key: ApiKeyView): void =>
    action.run(async () => {
      await call('revokeApiKey', { params: { key_id: key.id } });
      keys.reload();
    });
  return (
    <section class="card" aria-label="API keys">
      <div class="card-head">
        <h2>API keys</h2>
        <span class="small muted">For your phone, your scripts, your other tools</span>
      </div>
      <Problem error={keys.error ?? action.error} onRetry={keys.reload} />
      {keys.data?.keys.length === 0 && <p class="card-body small muted">You have no keys yet.</p>}
      <ul class="entries">
        {keys.data?.keys.map((key) => (
          <KeyEntry key={key.id} apiKey={key} isBusy={action.isBusy} onRevoke={() => revoke(key)} />
        ))}
      </ul>
      <NewKey
        onMade={(key) => {
          setMade(key);
          keys.reload();
        }}
      />
      {made !== undefined && <SecretBox what="The key" secret={made} />}
      <Recipes apiKey={made} />
    </section>
  );
}

function KeyEntry(props: {
  readonly apiKey: ApiKeyView;
  readonly isBusy: boolean;
  readonly onRevoke: () => void;
}): JSX.Element {
  const { name, hint, scopes: may, created_at: made, last_used_at: used } = props.apiKey;
  return (
    <li>
      <span class="entry-words">
        <strong>{visibleText(name)}</strong>
        <span class="small muted">
          …{hint}, may {may.join(' and ')}, made {formatAgo(made, Date.now())},{' '}
          {used === null ? 'never used' : `used ${formatAgo(used, Date.now())}`}
        </span>
      </span>
      <ConfirmButton
        confirm="Revoke it for good"
        label={visibleText(name)}
        isBusy={props.isBusy}
        onConfirm={props.onRevoke}
      >
        Revoke
      </ConfirmButton>
    </li>
  );
}

function NewKey({ onMade }: { readonly onMade: (key: string) => void }): JSX.Element {
  const action = useAction();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['build', 'read']);
  const toggle = (scope: Scope): void =>
    setChosen(chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope]);
  const submit = (event: Event): void => {
    event.preventDefault();
    action.run(async () => {
      const { key } = await call('makeApiKey', { body: { name: name.trim(), scopes: [...chosen] } });
      setName('');
      onMade(key);
    });
  };
  return (
    <form class="entry-form" onSubmit={submit}>
      <label class="field">
        <span>Name of the new key</span>
        <input
          class="input"
          required
          maxLength={64}
          placeholder="My phone"
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <ScopeChoice chosen={chosen} onToggle={toggle} />
      <Problem error={action.error} />
      <button
        class="button"
        type="submit"
        disabled={action.isBusy || name.trim() === '' || chosen.length === 0}
      >
        {action.isBusy ? 'Making…' : 'Make a key'}
      </button>
    </form>
  );
}
