import type { JSX } from 'preact';
import { readSession } from '../api/session.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { safeHref } from '../shell/safe-href.ts';

/** The command that clones an app's repository, and what git asks for on this machine. */
export function Clone({ url }: { readonly url: string }): JSX.Element {
  const command = `git clone ${url}`;
  return (
    <>
      <div class="clone">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must be able to */}
        <code tabIndex={0}>{command}</code>
        <CopyButton text={command} label={`the clone command of ${url}`} />
      </div>
      {isLocalRepository(url) && <CloneToken />}
    </>
  );
}

/** Git on this machine asks for a password, which no person has at hand: it is the session's token. */
function CloneToken(): JSX.Element {
  return (
    <p class="row small muted">
      Git asks for a password: your session token.
      <CopyButton text={readSession()?.token ?? ''} label="of this session">
        Copy token
      </CopyButton>
    </p>
  );
}

const isLocalRepository = (url: string): boolean =>
  URL.canParse(url) && new URL(url).pathname.startsWith('/git/');

/** A local repository has no page of its own: its code is cloned. */
export function RepositoryLink({ url }: { readonly url: string | null }): JSX.Element | null {
  const href = safeHref(url);
  if (
    href === undefined ||
    new URL(href).host === location.host ||
    new URL(href).pathname.startsWith('/pulls/')
  )
    return null;
  return (
    <a class="button button-small" href={href} target="_blank" rel="noreferrer">
      Repository
    </a>
  );
}
