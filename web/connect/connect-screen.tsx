import '../account/account.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { Scope } from '../account/scope-choice.tsx';
import { ScopeChoice } from '../account/scope-choice.tsx';
import { call } from '../api/call.ts';
import type { Answers } from '../api/endpoints.ts';
import { formatAgo } from '../shell/duration.ts';
import { Problem } from '../shell/problem.tsx';
import { Screen } from '../shell/screen.tsx';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';

/** A program asks to be let in: who it says it is, where the answer goes, and what it may do if one says yes. */
export function ConnectScreen({ request }: { readonly request: string }): JSX.Element {
  const query = Object.fromEntries(new URLSearchParams(request)) as Request;
  const asked = useLoad('connect', (signal) => call('oauthConsent', { query, signal }));
  return (
    <Screen title="Connect a program">
      <Problem error={asked.error} />
      {asked.data === undefined && asked.error === undefined && (
        <div class="skeleton" role="status" aria-label="Loading what the program asks for" />
      )}
      {asked.data && <Question request={query} asked={asked.data} />}
    </Screen>
  );
}

type Request = { readonly client_id: string };

function Question(props: {
  readonly request: Request;
  readonly asked: Answers['oauthConsent'];
}): JSX.Element {
  const { client_name, goes_to, registered_at, scopes } = props.asked;
  // What makes things live is for a person to tick.
  const [chosen, setChosen] = useState<readonly Scope[]>(scopes.filter((scope) => scope !== 'merge'));
  const [isDecided, setDecided] = useState(false);
  const action = useAction();
  const decide = (allowed: readonly Scope[]): void =>
    action.run(async () => {
      const body = { request: props.request, scopes: [...allowed] };
      const { location: next } = await call('oauthDecide', { body });
      setDecided(true);
      location.assign(next);
    });
  const toggle = (scope: Scope): void =>
    setChosen(chosen.includes(scope) ? chosen.filter((one) => one !== scope) : [...chosen, scope]);
  if (isDecided)
    return (
      <p role="status">
        Done. <strong>{visibleText(client_name)}</strong> goes on by itself; you can close this tab.
      </p>
    );
  return (
    <section class="card" aria-label="What the program asks for">
      <div class="card-body stack">
        <p>
          A program that calls itself <strong>{visibleText(client_name)}</strong> asks to use Gantry for you.
          The answer goes to <strong>{goes_to}</strong>.
        </p>
        <p class="small muted">
          Anybody can choose that name; it was registered {formatAgo(registered_at, Date.now())}. Allow it
          only if you have just asked it to connect. What it builds is paid from your budget.
        </p>
        <ScopeChoice offered={scopes} chosen={chosen} onToggle={toggle} />
        <Problem error={action.error} />
        <div class="row">
          <button
            class="button button-main"
            type="button"
            disabled={action.isBusy || chosen.length === 0}
            onClick={() => decide(chosen)}
          >
            Allow
          </button>
          <button class="button" type="button" disabled={action.isBusy} onClick={() => decide([])}>
            Do not allow
          </button>
        </div>
      </div>
    </section>
  );
}
