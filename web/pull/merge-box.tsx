import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { call } from '../api/call.ts';
import type { Answers } from '../api/endpoints.ts';
import { standingOf, standingTitles } from '../apps/app-story.ts';
import { Problem } from '../shell/problem.tsx';
import { safeHref } from '../shell/safe-href.ts';
import { useAction } from '../shell/use-action.ts';
import { useLoad } from '../shell/use-load.ts';

type Pull = Answers['readPull'];

/** The one decision of this page: merge, or where the app is live once that was done. */
export function MergeBox(props: {
  readonly slug: string;
  readonly pull: Pull;
  readonly onMerged: (pull: Pull) => void;
}): JSX.Element {
  const { pull } = props;
  if (pull.state === 'merged') return <Merged slug={props.slug} pull={pull} />;
  if (pull.state === 'closed') {
    return (
      <div class="notice">
        <p>This pull request is closed. Nothing of it went live.</p>
      </div>
    );
  }
  if (pull.is_draft) {
    return (
      <div class="notice notice-warn">
        <p>A draft: it holds the diagnosis of a mission that did not pass, and is not there to be merged.</p>
      </div>
    );
  }
  return <MergeButton {...props} />;
}

function MergeButton({
  slug,
  pull,
  onMerged,
}: {
  readonly slug: string;
  readonly pull: Pull;
  readonly onMerged: (pull: Pull) => void;
}): JSX.Element {
  const action = useAction();
  const merge = (): void =>
    action.run(async () =>
      onMerged(await call('mergePull', { params: { slug, number: String(pull.number) }, body: {} })),
    );
  return (
    <section class="card merge" aria-label="Approval">
      <div class="merge-words">
        <h2>Ready for your approval</h2>
        <p class="small muted">
          Merging puts exactly the files that were tested on the app’s public address.
        </p>
      </div>
      <button class="button button-main button-large" type="button" disabled={action.isBusy} onClick={merge}>
        {action.isBusy ? 'Merging and going live…' : 'Merge and go live'}
      </button>
      {action.error !== undefined && (
        <div class="merge-problem">
          <Problem error={action.error} />
        </div>
      )}
    </section>
  );
}

/** What the merge came to: only the app's own story knows whether this version is the one that is live. */
function Merged({ slug, pull }: { readonly slug: string; readonly pull: Pull }): JSX.Element {
  const loaded = useLoad(slug, async (signal) => {
    const [app, { events }] = await Promise.all([
      call('readApp', { params: { slug }, signal }),
      call('appEvents', { params: { slug }, signal }),
    ]);
    return { live: safeHref(app.live_url), standing: standingOf(pull.mission_id ?? '', events) };
  });
  const { live, standing } = loaded.data ?? {};
  return (
    <section
      class={`card merge ${standing?.kind === 'refused' ? 'merge-refused' : 'merge-done'}`}
      role="status"
      aria-label="Approval"
    >
      <div class="merge-words">
        <h2>{standing === undefined ? 'Merged' : standingTitles[standing.kind]}</h2>
        {standing?.kind === 'refused' && <p class="small muted">{visibleText(standing.why)}</p>}
        {live !== undefined && (
          <a class="small" href={live} target="_blank" rel="noreferrer">
            {live}
          </a>
        )}
        <Problem error={loaded.error} onRetry={loaded.reload} />
      </div>
      {live !== undefined && (
        <a
          class={`button ${standing?.kind === 'live' ? 'button-main' : ''}`}
          href={live}
          target="_blank"
          rel="noreferrer"
        >
          {standing?.kind === 'live' ? 'Open the app' : 'Open what is live'}
        </a>
      )}
    </section>
  );
}
