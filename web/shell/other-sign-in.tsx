import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError } from '../api/api-error.ts';
import { beginOidc, hasOidc, redeemOidc } from '../api/oidc.ts';
import type { OidcReturn } from '../api/oidc-return.ts';
import { readOidcReturn } from '../api/oidc-return.ts';
import { Problem } from './problem.tsx';
import { useAction } from './use-action.ts';
import { useLoad } from './use-load.ts';
import { goTo } from './use-route.ts';

/** Signing in elsewhere; also takes up a sign-in that comes back. Whether there is such a place is asked only by who wants to know. */
export function OtherSignIn(): JSX.Element {
  const action = useAction();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const back = readOidcReturn(location.hash);
    if (back === undefined) return;
    // A code is used once and belongs in no history.
    goTo({ screen: 'home' }, 'replace');
    setOpen(true);
    action.run(() => takeUp(back));
  }, []);
  return (
    <details class="fold other-sign-in" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="muted">Other ways to sign in</summary>
      <Problem error={action.error} />
      {isOpen && <ProviderButton isBusy={action.isBusy} onBegin={() => action.run(beginOidc)} />}
    </details>
  );
}

function ProviderButton(props: { readonly isBusy: boolean; readonly onBegin: () => void }): JSX.Element {
  const available = useLoad('oidc', hasOidc);
  if (available.data === false)
    return <p class="small muted">This Gantry has no identity provider; sign in with your password.</p>;
  return (
    <>
      <Problem error={available.error} onRetry={available.reload} />
      <button
        class="button button-large"
        type="button"
        disabled={props.isBusy || available.data !== true}
        onClick={props.onBegin}
      >
        {props.isBusy ? 'One moment…' : 'Continue with your identity provider'}
      </button>
    </>
  );
}

async function takeUp(back: OidcReturn): Promise<void> {
  if (back.kind === 'begin') return beginOidc();
  if (back.kind === 'code') return redeemOidc(back.code);
  throw new ApiError({
    status: 0,
    code: back.reason,
    message: reasonWords[back.reason] ?? 'The identity provider did not sign you in. Try again.',
  });
}

const reasonWords: Readonly<Record<string, string>> = {
  oidc_not_allowed: 'This account may not use this Gantry; ask its admin.',
  oidc_expired: 'This sign-in took too long or was used already. Begin again.',
};
