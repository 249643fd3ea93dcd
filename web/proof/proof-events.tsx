import type { JSX } from 'preact';
import { Fragment } from 'preact';
import type { ChainedEvent } from '../../core/wire/event.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import { CodeBlock } from '../shell/code-block.tsx';
import type { Proof } from './prove.ts';

type Mark = 'holds' | 'broken' | 'open';

const markWords: Readonly<Record<Mark, string>> = {
  holds: 'fits the chain',
  broken: 'does not fit the chain',
  open: 'after the first wrong event',
};

/** The chain, event by event: what happened, when, by whom, and its place in the chain. */
export function ProofEvents({ proof }: { readonly proof: Proof }): JSX.Element | null {
  if (proof.events.length === 0) return null;
  const bad = proof.kind === 'broken' ? proof.seq : undefined;
  return (
    <section class="card" aria-label="Chain of events">
      <div class="card-head">
        <h2>Chain of events</h2>
        <span class="small muted">{proof.events.length} events</span>
      </div>
      <ol class="chain">
        {proof.events.map((event, index) => (
          <EventView key={index} event={event} mark={markOf(index + 1, bad)} />
        ))}
      </ol>
    </section>
  );
}

function markOf(place: number, bad: number | undefined): Mark {
  if (bad === undefined || place < bad) return 'holds';
  return place === bad ? 'broken' : 'open';
}

function EventView({ event, mark }: { readonly event: ChainedEvent; readonly mark: Mark }): JSX.Element {
  return (
    <li class={`link link-${mark}`}>
      <details class="fold">
        <summary>
          <span class="link-mark">
            <span class="visually-hidden">{markWords[mark]}</span>
          </span>
          <span class="link-seq">{event.seq}</span>
          <span class="link-words">{visibleText(event.message)}</span>
          <code class="link-name">{event.event}</code>
          <code class="link-hash">{event.sha256.slice(0, 12)}</code>
        </summary>
        <div class="link-more">
          <Facts event={event} />
          <CodeBlock text={visibleText(JSON.stringify(event.data, null, 2))} />
        </div>
      </details>
    </li>
  );
}

function Facts({ event }: { readonly event: ChainedEvent }): JSX.Element {
  const facts = [
    ['At', event.at],
    ['By', event.actor],
    ['Status after', event.status],
    ['Hash', event.sha256],
    ['Hash before', event.prev_sha256],
  ] as const;
  return (
    <dl>
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>
            <code>{visibleText(value)}</code>
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
