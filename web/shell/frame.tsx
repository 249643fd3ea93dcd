import './rail.css';
import type { ComponentChildren, JSX } from 'preact';
import type { Session } from '../api/session.ts';
import { signOut } from '../api/sign-out.ts';
import { Mark } from './mark.tsx';
import type { Route } from './route.ts';
import { ThemeSwitch } from './theme-switch.tsx';
import { useOnline } from './use-online.ts';
import type { Overlays } from './use-overlays.ts';

const places: readonly {
  readonly screens: readonly Route['screen'][];
  readonly href: string;
  readonly label: string;
  /** Its icon, as the lines of an SVG path on 16 by 16. */
  readonly lines: string;
}[] = [
  { screens: ['home', 'talk'], href: '#/', label: 'Home', lines: 'M2.5 7.5 8 2.5l5.5 5M4 6.5v7h8v-7' },
  {
    screens: ['apps', 'app'],
    href: '#/apps',
    label: 'Apps',
    lines: 'M2.5 2.5h4v4h-4zM9.5 2.5h4v4h-4zM2.5 9.5h4v4h-4zM9.5 9.5h4v4h-4z',
  },
  {
    screens: ['missions', 'mission'],
    href: '#/missions',
    label: 'Missions',
    lines: 'M2.5 4h.01M2.5 8h.01M2.5 12h.01M5.5 4h8M5.5 8h8M5.5 12h8',
  },
  {
    screens: ['account'],
    href: '#/account',
    label: 'Account',
    lines: 'M10.5 5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM3 13.5c.6-2.6 2.5-4 5-4s4.4 1.4 5 4',
  },
];

/** What stands around every screen: where one can go, which model answers, who is signed in. */
export function Frame(props: {
  readonly screen: Route['screen'];
  readonly session: Session;
  readonly model: string | undefined;
  readonly onOverlay: Overlays['show'];
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
        <SearchButton onOpen={() => props.onOverlay('search')} />
        <nav aria-label="Main">
          {places.map(({ screens, href, label, lines }) => (
            <a
              key={href}
              href={href}
              title={label}
              aria-current={screens.includes(props.screen) ? 'page' : undefined}
            >
              <PlaceIcon lines={lines} />
              <span class="rail-label">{label}</span>
            </a>
          ))}
        </nav>
        <RailFoot
          session={props.session}
          model={props.model}
          onShortcuts={() => props.onOverlay('shortcuts')}
        />
      </header>
      <main id="main" tabIndex={-1}>
        {!isOnline && <OfflineNotice />}
        {props.children}
      </main>
    </div>
  );
}

function SearchButton({ onOpen }: { readonly onOpen: () => void }): JSX.Element {
  return (
    <button class="rail-search" type="button" aria-keyshortcuts="Control+K" onClick={onOpen}>
      <PlaceIcon lines="M11 7a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM10 10l3.5 3.5" />
      <span>Search</span>
      <kbd>{isApple ? '⌘ K' : 'Ctrl K'}</kbd>
    </button>
  );
}

const isApple = /mac|iphone|ipad/i.test(navigator.userAgent);

function PlaceIcon({ lines }: { readonly lines: string }): JSX.Element {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.4" aria-hidden="true">
      <path d={lines} stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}

function RailFoot(props: {
  readonly session: Session;
  readonly model: string | undefined;
  readonly onShortcuts: () => void;
}): JSX.Element {
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
      <div class="row rail-looks">
        <ThemeSwitch />
        <button
          class="button button-quiet button-small button-icon"
          type="button"
          title="Keyboard shortcuts"
          onClick={props.onShortcuts}
        >
          <span aria-hidden="true">?</span>
          <span class="visually-hidden">Keyboard shortcuts</span>
        </button>
      </div>
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
      <p>This device is offline. What you see may be out of date until it is back online.</p>
    </div>
  );
}
