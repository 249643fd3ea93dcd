import type { JSX } from 'preact';
import type { Failure, MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { AppStory, Standing } from '../apps/app-story.ts';
import { standingOf, standingTitles } from '../apps/app-story.ts';
import { CodeBlock } from '../shell/code-block.tsx';
import { hrefOf } from '../shell/route.ts';
import { pullHref, safeHref } from '../shell/safe-href.ts';
import { failureWords, isSuccess } from './statuses.ts';

/** What came of a mission: links to it, or why there is nothing. Shows a preview's link as soon as there is one, and what is live once it was merged. */
export function Outcome({
  view,
  story,
}: {
  readonly view: MissionView;
  /** The app's own, which knows what became of this version. */
  readonly story: AppStory | undefined;
}): JSX.Element | null {
  if (view.failure !== undefined) return <FailureCard failure={view.failure} view={view} />;
  const standing = story && standingOf(view.mission_id, story.events);
  const live = standing?.kind === 'live' ? safeHref(story?.app.live_url) : undefined;
  const links = {
    missionId: view.mission_id,
    url: safeHref(view.url),
    pull: standing === undefined ? pullHref(view.pr_url, location) : undefined,
  };
  const address = live ?? links.url;
  if (address === undefined && links.pull === undefined) return null;
  return (
    <section class={`card outcome ${toneOf(view)}`} aria-label="Result">
      <div class="outcome-words">
        <Heading view={view} standing={standing} />
        {address !== undefined && (
          <a class="small outcome-url" href={address} target="_blank" rel="noreferrer">
            {address}
          </a>
        )}
      </div>
      {live === undefined ? <OutcomeLinks {...links} /> : <LiveLink url={live} />}
    </section>
  );
}

function toneOf(view: MissionView): string {
  if (!isSuccess(view.status)) return '';
  return isHalf(view) ? 'outcome-warn' : 'outcome-good';
}

function LiveLink({ url }: { readonly url: string }): JSX.Element {
  return (
    <a class="button button-main" href={url} target="_blank" rel="noreferrer">
      Open the app
    </a>
  );
}

/** Whether some of what was agreed does not work. */
const isHalf = ({ checks }: MissionView): boolean =>
  checks !== undefined && checks.browser !== null && checks.held + checks.waived < checks.total;

/** What a mission said at its end, until somebody has merged it: from then on, how its version stands. */
function Heading({
  view,
  standing,
}: {
  readonly view: MissionView;
  readonly standing: Standing | undefined;
}): JSX.Element {
  if (!isSuccess(view.status)) return <h2>A preview is online</h2>;
  return (
    <>
      <h2>{standing === undefined ? visibleText(view.speech) : standingTitles[standing.kind]}</h2>
      {standing?.kind === 'refused' && <p>{visibleText(standing.why)}</p>}
      {view.app !== null && (
        <a class="small" href={hrefOf({ screen: 'app', slug: view.app })}>
          Change it, or see its history
        </a>
      )}
    </>
  );
}

function OutcomeLinks({
  missionId,
  url,
  pull,
}: {
  readonly missionId: string;
  readonly url: string | undefined;
  readonly pull: string | undefined;
}): JSX.Element {
  return (
    <div class="row">
      {url !== undefined && (
        <a class="button" href={hrefOf({ screen: 'mission', missionId, tab: 'app' })}>
          Try it here
        </a>
      )}
      {url !== undefined && (
        <a class="button button-main" href={url} target="_blank" rel="noreferrer">
          Open the preview
        </a>
      )}
      {pull !== undefined && (
        <a class="button" href={pull}>
          Review the pull request
        </a>
      )}
    </div>
  );
}

function FailureCard({
  failure,
  view,
}: {
  readonly failure: Failure;
  readonly view: MissionView;
}): JSX.Element {
  // What the checks found stands below, in the words that were agreed.
  const isOfChecks = failure.step === 'accept';
  const words = isOfChecks ? checkWords : failureWords[failure.kind];
  const lines = failure.excerpt.split('\n').filter((line) => line !== '');
  const url = safeHref(view.url);
  return (
    <section class="card outcome outcome-bad" aria-label="Why it failed">
      <div class="outcome-words">
        <h2>{words.title}</h2>
        <p>{visibleText(failure.message)}</p>
        <p class="small muted">{words.advice}</p>
        {!isOfChecks && <Where failure={failure} />}
        <FailureLinks failure={failure} view={view} />
      </div>
      {url !== undefined && <OutcomeLinks missionId={view.mission_id} url={url} pull={undefined} />}
      {!isOfChecks && lines.length > (isDenied(failure) ? 1 : 0) && (
        <CodeBlock text={visibleText(failure.excerpt)} showsEnd={!isDenied(failure)} />
      )}
    </section>
  );
}

const checkWords: (typeof failureWords)[Failure['kind']] = {
  title: 'Something does not work yet',
  advice:
    'Have it fixed, do without what does not work, or say that the check is wrong. The preview shows how it is now.',
};

/** What policy denies came to no pod: the excerpt is its findings, and a single one is the message already. */
const isDenied = ({ kind }: Failure): boolean => kind === 'policy';

function FailureLinks({
  failure,
  view,
}: {
  readonly failure: Failure;
  readonly view: MissionView;
}): JSX.Element {
  const hasLog = view.attempt > 0 || (failure.excerpt.trim() !== '' && !isDenied(failure));
  const pull = pullHref(view.pr_url, location);
  return (
    <>
      {hasLog && (
        <a class="small" href={hrefOf({ screen: 'mission', missionId: view.mission_id, tab: 'log' })}>
          Read the whole log
        </a>
      )}
      {failure.kind === 'unsupported' && (
        <a class="small" href={hrefOf({ screen: 'talk', conversationId: undefined })}>
          Ask for something else
        </a>
      )}
      {pull !== undefined && (
        <a class="small" href={pull}>
          Read the diagnosis in its draft pull request
        </a>
      )}
    </>
  );
}

function Where({ failure }: { readonly failure: Failure }): JSX.Element {
  const { step, rule, path, line } = failure;
  return (
    <p class="small muted">
      In step <code>{step}</code>
      {rule !== undefined && (
        <>
          , rule <code>{rule}</code>
        </>
      )}
      {path !== undefined && (
        <>
          , at <code>{visibleText(line === undefined ? path : `${path}:${line}`)}</code>
        </>
      )}
    </p>
  );
}
