import '../style/tokens.css';
import '../style/base.css';
import '../style/controls.css';
import '../style/parts.css';
import '../style/figures.css';
import '../style/reduced-motion.css';
import '../shell/shell.css';
import './docs.css';
import type { JSX } from 'preact';
import { Fragment } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { Markdown } from '../pull/markdown.tsx';
import { PageBar } from '../shell/page-bar.tsx';
import { Problem } from '../shell/problem.tsx';
import { showPage } from '../shell/show-page.ts';
import { useLoad } from '../shell/use-load.ts';
import { DocsSession } from './docs-session.tsx';
import type { Reference } from './open-api.ts';
import { readReference } from './open-api.ts';
import { OperationCard } from './operation-card.tsx';
import { searchReference } from './search-reference.ts';

function DocsPage(): JSX.Element {
  const loaded = useLoad('openapi', async (signal) => readReference(await call('openapi', { signal })));
  return (
    <>
      <PageBar>
        <span class="muted">API reference</span>
        <a class="push muted" href="/openapi.json">
          openapi.json
        </a>
      </PageBar>
      {loaded.data === undefined ? (
        <main class="docs-main stack">
          <h1>API reference</h1>
          <Problem error={loaded.error} onRetry={loaded.reload} />
          {loaded.error === undefined && (
            <div class="skeleton" role="status" aria-label="Loading the reference" />
          )}
        </main>
      ) : (
        <ReferenceView reference={loaded.data} />
      )}
    </>
  );
}

function ReferenceView({ reference }: { readonly reference: Reference }): JSX.Element {
  const [sought, setSought] = useState('');
  const groups = searchReference(reference, sought);
  // The page is made after the browser looked for the address's target.
  useEffect(() => document.getElementById(location.hash.slice(1))?.scrollIntoView(), []);
  return (
    <div class="docs">
      <RouteList groups={groups} sought={sought} onSought={setSought} />
      <main class="docs-main stack">
        <Preface reference={reference} />
        {groups.length === 0 && <p class="empty">No route has all of these words.</p>}
        {groups.map(({ name, operations }) => (
          <section key={name} class="stack" aria-label={name}>
            <h2 class="docs-title">{name}</h2>
            {operations.map((operation) => (
              <OperationCard key={operation.id} operation={operation} />
            ))}
          </section>
        ))}
      </main>
    </div>
  );
}

function Preface({ reference }: { readonly reference: Reference }): JSX.Element {
  return (
    <header class="docs-head">
      <h1>{reference.title} API</h1>
      <div class="muted">
        <Markdown source={reference.description} level={2} />
      </div>
      <p class="small muted">
        Version {reference.version}. Sign in with <code>POST /gantry/auth</code> and send the token as{' '}
        <code>Authorization: Bearer …</code>. Every error has the form{' '}
        <code>{'{"error":{"code","message","details?"},"request_id"}'}</code>, and its message says what to do
        next.
      </p>
      <DocsSession />
    </header>
  );
}

function RouteList(props: {
  readonly groups: Reference['groups'];
  readonly sought: string;
  readonly onSought: (sought: string) => void;
}): JSX.Element {
  return (
    <nav class="docs-nav" aria-label="Routes">
      <label class="visually-hidden" for="docs-search">
        Search routes
      </label>
      <input
        id="docs-search"
        class="input"
        type="search"
        placeholder="Search"
        value={props.sought}
        onInput={(event) => props.onSought(event.currentTarget.value)}
      />
      {props.groups.map(({ name, operations }) => (
        <section key={name} class="docs-group">
          <h2>{name}</h2>
          <ul>
            {operations.map(({ id, method, path }) => (
              <li key={id}>
                <a href={`#${id}`}>
                  <span class={`method method-${method.toLowerCase()}`}>{method}</span>
                  <Path path={path.replace(/^\/gantry/, '')} />
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

/** A path that may break before its slashes. */
function Path({ path }: { readonly path: string }): JSX.Element {
  return (
    <span>
      {path.split(/(?=\/)/).map((part, index) => (
        <Fragment key={index}>
          <wbr />
          {part}
        </Fragment>
      ))}
    </span>
  );
}

void showPage(<DocsPage />);
