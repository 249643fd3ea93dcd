import type { JSX } from 'preact';
import type { Failure, MissionView } from '../../core/wire/mission.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import { standingOf, standingTitles } from '../apps/app-story.ts';
import { CodeBlock } from '../shell/code-block.tsx';
import { hrefOf } from '../shell/route.ts';
import { pullHref, safeHref } from '../shell/safe-href.ts';
import { useLoad } from '../shell/use-load.ts';
import { failureWords, isSuccess } from './statuses.ts';

/** What came of a mission: links to it, or why there is nothing. Shows a preview's link as soon as there is one. */
export function Outcome({ view }: { readonly view: MissionView }): JSX.Element | null {
  if (view.failure !== undefined) return <FailureCard failure={view.failure} view={view} />;
  const url = safeHref(view.url);
  const pull = pullHref(view.pr_url, location);
  if (url === undefined && pull === undefined) return null;
  const isDone = isSuccess(view.status);
  const tone = isHalf(view) ? 'outcome-warn' : 'outcome-good';
  return (
    <section class={`card outcome ${isDone ? tone : ''}`} aria-label="Result">
      <div class="outcome-words">
        {isDone && view.app !== null ? <Shipped slug={view.app} view={view} /> : <h2>A preview is online</h2>}
        {url !== undefined && (
          <a class="small outcome-url" href={url} target="_blank" rel="noreferrer">
            {url}
          </a>
        )}
      </div>
      <OutcomeLinks missionId={view.mission_id} url={url} pull={pull} />
    </section>
  );
}

/** Whether some of what was agreed does not work. */
const isHalf = ({ checks }: MissionView): boolean =>
  checks !== undefined && checks.browser !== null && checks.held + checks.waived < checks.total;

/** What a mission said at its end, until somebody has merged it: from then on, how its version stands. */
function Shipped({ slug, view }: { readonly slug: string; readonly view: MissionView }): JSX.Element {
  const { mission_id: missionId, speech } = view;
  const story = useLoad(slug, (signal) => call('appEvents', { params: { slug }, signal }));
  const standing = story.data && standingOf(missionId, story.data.events);
  if (standing === undefined) return <h2>{visibleText(speech)}</h2>;
  return (
    <>
      <h2>{standingTitles[standing.kind]}</h2>
      {standing.kind === 'refused' && <p>{visibleText(standing.why)}</p>}
      <a class="small" href={hrefOf({ screen: 'app', slug })}>
        Where the app is, and its history
      </a>
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
