import './work-head.css';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import type { AppStory } from '../apps/app-story.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { CopyButton } from '../shell/copy-button.tsx';
import { Problem } from '../shell/problem.tsx';
import { pullHref } from '../shell/safe-href.ts';
import type { Action } from '../shell/use-action.ts';
import { useAction } from '../shell/use-action.ts';
import type { Loaded } from '../shell/use-load.ts';
import type { AppStanding } from './app-standing.ts';
import { isOwnPull } from './is-own-pull.ts';

/** The head of the workspace: what the app is called, how it stands, and the one thing to do about that. */
export function WorkHead(props: {
  readonly title: string;
  readonly standing: AppStanding;
  readonly app: Loaded<AppStory | undefined>;
  readonly isOnApp: boolean;
  readonly onShow: (isOnApp: boolean) => void;
}): JSX.Element {
  const { standing, app } = props;
  const slug = app.data?.app.slug;
  const merging = useAction();
  const { badge } = standing;
  const address = standing.isLive ? standing.live : (standing.preview ?? standing.live);
  return (
    <header class="work-head">
      <Heading title={props.title} />
      <span class={`badge badge-${badge.tone}`}>{badge.words}</span>
      {address !== undefined && (
        <a class="small muted work-address" href={address} target="_blank" rel="noreferrer">
          {new URL(address).host}
        </a>
      )}
      <div class="row push work-actions">
        {address !== undefined && (
          <span class="work-spare">
            <CopyButton text={address} label="the app’s address">
              Share
            </CopyButton>
          </span>
        )}
        {standing.pull !== undefined && slug !== undefined && (
          <Approval slug={slug} pull={standing.pull} action={merging} onChange={app.reload} />
        )}
        {address !== undefined && (
          <a
            class={`button ${standing.pull === undefined ? 'button-main' : ''}`}
            href={address}
            target="_blank"
            rel="noreferrer"
          >
            Open <span class="work-long">{openWhat(standing)}</span>
          </a>
        )}
      </div>
      <SideSwitch isOnApp={props.isOnApp} onShow={props.onShow} />
      <div class="work-problem">
        <Problem error={merging.error} />
        {standing.refusal !== undefined && (
          <div class="notice notice-bad" role="status">
            <p>{visibleText(standing.refusal)}</p>
          </div>
        )}
      </div>
    </header>
  );
}

function openWhat({ isLive, preview }: AppStanding): string {
  if (isLive) return 'the app';
  return preview === undefined ? 'what is live' : 'the preview';
}

/** Takes the focus when one comes to the workspace, unless something in it has it. */
function Heading({ title }: { readonly title: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const isTaken = heading.current?.closest('.workspace')?.contains(document.activeElement);
    if (!isTaken) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} title={visibleText(title)}>
      {visibleText(title)}
    </h1>
  );
}

/** Merging puts a version live: here where the code host is Gantry's own, else at the code host. */
function Approval(props: {
  readonly slug: string;
  readonly pull: NonNullable<AppStanding['pull']>;
  readonly action: Action;
  readonly onChange: () => void;
}): JSX.Element {
  const { slug, pull, action } = props;
  const isOwn = isOwnPull(pull.url);
  const merge = (): void =>
    action.run(async () => {
      await call('mergePull', { params: { slug, number: String(pull.number) }, body: {} });
      props.onChange();
    });
  return (
    <>
      <a class={`button ${isOwn ? 'work-spare' : 'button-main'}`} href={pullHref(pull.url, location)}>
        Review<span class="visually-hidden"> pull request {pull.number}</span>
      </a>
      {isOwn && (
        <ConfirmButton
          class="button-main"
          confirm="Merge and go live"
          label={`pull request ${pull.number}`}
          isBusy={action.isBusy}
          onConfirm={merge}
        >
          {action.isBusy ? 'Going live…' : 'Merge'}
        </ConfirmButton>
      )}
    </>
  );
}

/** On a phone there is room for one side at a time. */
function SideSwitch(props: {
  readonly isOnApp: boolean;
  readonly onShow: (isOnApp: boolean) => void;
}): JSX.Element {
  return (
    <fieldset class="choice work-switch">
      <legend class="visually-hidden">Show</legend>
      {([false, true] as const).map((isOnApp) => (
        <button
          key={String(isOnApp)}
          class="button button-small"
          type="button"
          aria-pressed={props.isOnApp === isOnApp}
          onClick={() => props.onShow(isOnApp)}
        >
          {isOnApp ? 'App' : 'Talk'}
        </button>
      ))}
    </fieldset>
  );
}
