import './account.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { signOut } from '../api/sign-out.ts';
import { Problem } from '../shell/problem.tsx';
import { Screen } from '../shell/screen.tsx';
import { useLoad } from '../shell/use-load.ts';
import { ApiKeys } from './api-keys.tsx';
import { Budget } from './budget.tsx';
import { Channels } from './channels.tsx';
import { Connections } from './connections.tsx';
import { Password } from './password.tsx';
import { Sessions } from './sessions.tsx';
import { Spending } from './spending.tsx';
import { ThisDevice } from './this-device.tsx';
import { Users } from './users.tsx';
import { Webhooks } from './webhooks.tsx';

/** Who one is here: what one may spend, from where one is signed in, the keys of one's programs, and for admins everybody else. */
export function AccountScreen(): JSX.Element {
  const me = useLoad('me', (signal) => call('me', { signal }));
  const [changes, setChanges] = useState(0);
  return (
    <Screen
      title="Account"
      actions={
        me.data && (
          <div class="row">
            <strong>{me.data.user.username}</strong>
            <span class="badge badge-plain">{me.data.user.role}</span>
            <button class="button button-small" type="button" onClick={signOut}>
              Sign out
            </button>
          </div>
        )
      }
    >
      <div class="stack">
        <Problem error={me.error} onRetry={me.reload} />
        {me.data === undefined && me.error === undefined && (
          <div class="skeleton" role="status" aria-label="Loading your account" />
        )}
        {me.data && <Budget budget={me.data.budget} limits={me.data.limits} />}
        <Spending />
        <ThisDevice />
        <ApiKeys />
        <Connections />
        <Channels />
        <Webhooks />
        <Sessions key={changes} />
        <Password onChange={() => setChanges(changes + 1)} />
        {me.data?.user.role === 'admin' && <Users ownId={me.data.user.id} />}
      </div>
    </Screen>
  );
}
