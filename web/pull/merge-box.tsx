import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import type { Answers } from '../api/endpoints.ts';
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
  if (pull.state === 'merged') return <Merged slug={props.slug} />;
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
          Merging puts exactly the files that were tested on the app's public address.
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

function Merged({ slug }: { readonly slug: string }): JSX.Element {
  const app = useLoad(slug, (signal) => call('readApp', { params: { slug }, signal }));
  const live = safeHref(app.data?.live_url);
  return (
    <section class="card merge merge-done" role="status" aria-label="Approval">
      <div class="merge-words">
        <h2>{live === undefined ? 'Merged' : 'Merged and live'}</h2>
        {live !== undefined && (
          <a class="small" href={live} target="_blank" rel="noreferrer">
            {live}
          </a>
        )}
        {app.data !== undefined && live === undefined && <WhyNotLive slug={slug} />}
        <Problem error={app.error} onRetry={app.reload} />
      </div>
      {live !== undefined && (
        <a class="button button-main" href={live} target="_blank" rel="noreferrer">
          Open the app
        </a>
      )}
    </section>
  );
}

/** The app's own story knows why a merged change is not live. */
function WhyNotLive({ slug }: { readonly slug: string }): JSX.Element {
  const story = useLoad(slug, (signal) => call('appEvents', { params: { slug }, signal }));
  return <p class="small muted">{story.data?.events.at(-1)?.message ?? 'It is not live yet.'}</p>;
}
