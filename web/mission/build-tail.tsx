import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CodeBlock } from '../shell/code-block.tsx';
import { hrefOf } from '../shell/route.ts';
import { builtAttempts } from './attempts.ts';
import type { Feed } from './feed.ts';
import { liveLog } from './feed.ts';

const tailLines = 60;

/** The last lines of a build's log while it is being written. */
export function BuildTail({
  missionId,
  feed,
}: {
  readonly missionId: string;
  readonly feed: Feed;
}): JSX.Element {
  const { lines } = liveLog(feed, builtAttempts(feed.events).at(-1) ?? 0);
  const shown = lines.slice(-tailLines).map(({ step, text }) => `${step}  ${visibleText(text)}`);
  return (
    <section class="card build-tail" aria-label="Building and testing">
      <div class="card-head">
        <h2>Building and testing</h2>
        <a class="small" href={hrefOf({ screen: 'mission', missionId, tab: 'log' })}>
          Whole log
        </a>
      </div>
      <CodeBlock
        class="log-block"
        text={shown.length === 0 ? 'Waiting for its first lines…' : shown.join('\n')}
        showsEnd
      />
    </section>
  );
}
