import '../style/tokens.css';
import '../style/base.css';
import '../style/controls.css';
import '../style/parts.css';
import '../style/figures.css';
import '../style/reduced-motion.css';
import '../shell/shell.css';
import './pull.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import type { Answers } from '../api/endpoints.ts';
import { DiffView } from '../diff/diff-view.tsx';
import { TestReport } from '../mission/test-report.tsx';
import { PageBar } from '../shell/page-bar.tsx';
import { Problem } from '../shell/problem.tsx';
import { hrefOf } from '../shell/route.ts';
import { Screen } from '../shell/screen.tsx';
import { showPage } from '../shell/show-page.ts';
import { SignIn } from '../shell/sign-in.tsx';
import { useLoad } from '../shell/use-load.ts';
import { useSession } from '../shell/use-session.ts';
import { Markdown } from './markdown.tsx';
import { MergeBox } from './merge-box.tsx';
import type { PullPath } from './pull-path.ts';
import { parsePullPath, parseRepositoryPath } from './pull-path.ts';

type Pull = Answers['readPull'];

function PullPage(): JSX.Element {
  const session = useSession();
  const path = parsePullPath(location.pathname);
  // A stranger learns nothing from the page, not even whether there is such a pull request.
  if (session === undefined) return <SignIn purpose="Pull requests are for those who may read them." />;
  const slug = parseRepositoryPath(location.pathname);
  if (slug !== undefined) location.replace(`/${hrefOf({ screen: 'app', slug })}`);
  return (
    <>
      <PageBar>{path !== undefined && <span class="muted">{`${path.owner}/${path.slug}`}</span>}</PageBar>
      <main>{path === undefined ? <Nowhere /> : <PullScreen path={path} />}</main>
    </>
  );
}

function Nowhere(): JSX.Element {
  return (
    <Screen title="No such pull request">
      <p class="muted">
        The address of a pull request ends in a number; a mission leads to its own.{' '}
        <a href="/#/missions">Show missions</a>
      </p>
    </Screen>
  );
}

function PullScreen({ path }: { readonly path: PullPath }): JSX.Element {
  const { slug, number } = path;
  const loaded = useLoad(`${slug} ${number}`, (signal) =>
    call('readPull', { params: { slug, number }, signal }),
  );
  const [merged, setMerged] = useState<Pull>();
  const pull = merged ?? loaded.data;
  if (pull === undefined) {
    return (
      <Screen title={`Pull request ${number}`}>
        <Problem error={loaded.error} onRetry={loaded.reload} />
        {loaded.error === undefined && (
          <div class="skeleton" role="status" aria-label="Loading the pull request" />
        )}
      </Screen>
    );
  }
  return (
    <Screen title={pull.title} actions={<StateBadge pull={pull} />} class="pull">
      <div class="stack">
        <Origin pull={pull} />
        <MergeBox slug={slug} pull={pull} onMerged={setMerged} />
        <div class="pull-about">
          <section class="card card-body" aria-label="Description">
            <Markdown source={pull.body} />
          </section>
          {pull.mission_id !== null && <Report missionId={pull.mission_id} />}
        </div>
        <DiffView diff={pull.diff} />
      </div>
    </Screen>
  );
}

function Origin({ pull }: { readonly pull: Pull }): JSX.Element {
  return (
    <p class="small muted">
      Pull request {pull.number}, from <code>{pull.branch}</code> at <code>{pull.head_sha.slice(0, 10)}</code>
      {pull.mission_id !== null && (
        <>
          , by <a href={`/#/missions/${pull.mission_id}`}>its mission</a>
        </>
      )}
    </p>
  );
}

function StateBadge({ pull }: { readonly pull: Pull }): JSX.Element {
  if (pull.state === 'open')
    return (
      <span class={`badge ${pull.is_draft ? '' : 'badge-good'}`}>{pull.is_draft ? 'Draft' : 'Open'}</span>
    );
  return <span class="badge">{pull.state === 'merged' ? 'Merged' : 'Closed'}</span>;
}

/** The pod's report, where there is one: a mission that never came to a pod has none. */
function Report({ missionId }: { readonly missionId: string }): JSX.Element | null {
  const report = useLoad(missionId, (signal) =>
    call('missionReport', { params: { mission_id: missionId }, signal }),
  );
  return report.data === undefined ? null : <TestReport report={report.data} />;
}

void showPage(<PullPage />);
