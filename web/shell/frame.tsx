import type { ComponentChildren, JSX } from 'preact';
import type { Session } from '../api/session.ts';
import { signOut } from '../api/sign-out.ts';
import { Mark } from './mark.tsx';
import type { Route } from './route.ts';
import { useOnline } from './use-online.ts';

const places: readonly {
  readonly screens: readonly Route['screen'][];
  readonly href: string;
  readonly label: string;
}[] = [
  { screens: ['talk'], href: '#/', label: 'Talk' },
  { screens: ['missions', 'mission'], href: '#/missions', label: 'Missions' },
  { screens: ['apps', 'app'], href: '#/apps', label: 'Apps' },
  { screens: ['account'], href: '#/account', label: 'Account' },
];

/** What stands around every screen: where one can go, which model answers, who is signed in. */
export function Frame(props: {
  readonly screen: Route['screen'];
  readonly session: Session;
  readonly model: string | undefined;
  readonly children: ComponentChildren;
}): JSX.Element {
  const isOnline = useOnline();
  return (
    <div class="frame">
      <button class="skip" type="button" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <header class="rail">
        <a class="brand" href="#/" aria-label="Gantry, start">
          <Mark />
          <span>Gantry</span>
        </a>
        <nav aria-label="Main">
          {places.map(({ screens, href, label }) => (
            <a key={href} href={href} aria-current={screens.includes(props.screen) ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
        <RailFoot session={props.session} model={props.model} />
      </header>
      <main id="main" tabIndex={-1}>
        {!isOnline && <OfflineNotice />}
        {props.children}
      </main>
    </div>
  );
}

function RailFoot(props: { readonly session: Session; readonly model: string | undefined }): JSX.Element {
  return (
    <div class="rail-foot">
      {props.model !== undefined && (
        <p class="rail-model">
          <span class="muted">Model</span>
          <span>{props.model}</span>
        </p>
      )}
      <a class="muted rail-docs" href="/docs">
        API reference
      </a>
      <div class="rail-user">
        <span class="rail-name">{props.session.username}</span>
        <button class="button button-quiet button-small" type="button" onClick={signOut}>
          Sign out
        </button>
      </div>
    </div>
  );
}

function OfflineNotice(): JSX.Element {
  return (
    <div class="notice notice-warn offline" role="status">
      <p>This device is offline. What is on the screen may be old; it goes on when the network is back.</p>
    </div>
  );
}
