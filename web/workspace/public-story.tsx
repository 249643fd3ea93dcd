import type { JSX } from 'preact';
import type { AppView } from '../../core/wire/http.ts';
import { call } from '../api/call.ts';
import { CopyButton } from '../shell/copy-button.tsx';
import { Problem } from '../shell/problem.tsx';
import { useAction } from '../shell/use-action.ts';

/** Whether anyone may see how the app stands: a badge with its checks, and a feed of its versions. */
export function PublicStory(props: { readonly app: AppView; readonly onChange: () => void }): JSX.Element {
  const { app } = props;
  const action = useAction();
  const isOpen = app.public_story === true;
  const toggle = (): void =>
    action.run(async () => {
      await call('renameApp', { params: { slug: app.slug }, body: { public_story: !isOpen } });
      props.onChange();
    });
  const badge = `${location.origin}/gantry/badges/${app.app_id}.svg`;
  const feed = `${location.origin}/gantry/feeds/${app.app_id}.xml`;
  return (
    <section class="card card-body stack" aria-label="Public story">
      <label class="row switch">
        <input type="checkbox" checked={isOpen} disabled={action.isBusy} onChange={toggle} />
        <span>Anyone may see the app’s badge and feed</span>
      </label>
      <p class="small muted">
        The badge says how many checks of the live version hold; the feed, when versions went live. Nothing of
        your conversation or your code is in either.
      </p>
      {isOpen && (
        <div class="row">
          <img src={badge} alt="The badge as it is now" height={20} />
          <CopyButton text={`[![Checks](${badge})](${app.live_url ?? feed})`} label="the badge as Markdown">
            Copy badge
          </CopyButton>
          <CopyButton text={feed} label="the feed’s address">
            Copy feed address
          </CopyButton>
        </div>
      )}
      <Problem error={action.error} />
    </section>
  );
}
