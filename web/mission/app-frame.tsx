import './app-frame.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { safeHref } from '../shell/safe-href.ts';
import { frameable } from './frameable.ts';

const widths = [
  { id: 'desktop', label: 'Desktop' },
  { id: 'tablet', label: 'Tablet' },
  { id: 'phone', label: 'Phone' },
] as const;
type Width = (typeof widths)[number]['id'];

/** The app itself, in a sandboxed frame that can be as wide as a desktop, a tablet or a phone. */
export function AppFrame({
  url,
  title,
  lead,
}: {
  readonly url: string | undefined;
  readonly title: string;
  /** Stands where the address would, where that is shown elsewhere. */
  readonly lead?: JSX.Element;
}): JSX.Element {
  const [width, setWidth] = useState<Width>('desktop');
  const [turn, setTurn] = useState(0);
  const href = safeHref(url);
  const source = frameable(href, location);
  if (href === undefined) return <NoPreview />;
  return (
    <section class="card" aria-label="The app">
      <div class="card-head">
        {lead ?? (
          <a class="small app-address" href={href} target="_blank" rel="noreferrer">
            {href}
          </a>
        )}
        <WidthChoice width={width} onChoose={setWidth} />
        <button class="button button-small" type="button" onClick={() => setTurn(turn + 1)}>
          Reload
        </button>
      </div>
      {source === undefined ? (
        <p class="card-body small muted">
          This address is not one that the console shows in a frame; follow the link to open the app.
        </p>
      ) : (
        <Stage key={turn} source={source} width={width} title={title} />
      )}
    </section>
  );
}

function Stage(props: {
  readonly source: string;
  readonly width: Width;
  readonly title: string;
}): JSX.Element {
  return (
    <div class="app-stage">
      <iframe
        class={`app-frame app-frame-${props.width}`}
        title={`Preview of ${props.title}`}
        src={props.source}
        sandbox="allow-scripts allow-same-origin allow-forms allow-modals allow-downloads allow-popups"
        referrerpolicy="no-referrer"
        loading="lazy"
      />
    </div>
  );
}

function NoPreview(): JSX.Element {
  return (
    <div class="empty">
      <h2>No preview yet</h2>
      <p>
        Once the build has passed its tests, the app runs here, and you can try it at desktop and phone width.
      </p>
    </div>
  );
}

function WidthChoice(props: {
  readonly width: Width;
  readonly onChoose: (width: Width) => void;
}): JSX.Element {
  return (
    <fieldset class="choice app-widths">
      <legend class="visually-hidden">Width</legend>
      {widths.map(({ id, label }) => (
        <button
          key={id}
          class="button button-small"
          type="button"
          aria-pressed={id === props.width}
          onClick={() => props.onChoose(id)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
