import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { WebhookView } from '../../core/wire/webhook.ts';
import { ConfirmButton } from '../shell/confirm-button.tsx';
import { formatAgo, formatMoment } from '../shell/duration.ts';
import { hrefOf } from '../shell/route.ts';
import { wantedWords } from './wanted-events.ts';

const states = {
  active: { label: 'Arriving', tone: 'good' },
  failing: { label: 'Failing', tone: 'bad' },
  ended: { label: 'Ended', tone: 'warn' },
} as const;

/** One webhook: what it is told, how the last delivery went, and what was never delivered. */
export function WebhookEntry(props: {
  readonly webhook: WebhookView;
  readonly isBusy: boolean;
  readonly onSteer: (how: 'test' | 'rotate' | 'remove') => void;
}): JSX.Element {
  const { webhook, isBusy, onSteer } = props;
  const { label, tone } =
    webhook.last === null ? { label: 'Nothing sent yet', tone: 'plain' } : states[webhook.state];
  const url = visibleText(webhook.url);
  return (
    <li>
      <span class="entry-words">
        <strong class="entry-address">{url}</strong>
        <span class="small muted">
          {wantedWords(webhook.events)}, made {formatAgo(webhook.created_at, Date.now())}
        </span>
        {webhook.last !== null && <span class="small muted">{standingWords(webhook)}</span>}
      </span>
      <span class={`badge badge-${tone}`}>{label}</span>
      <button class="button button-small" type="button" disabled={isBusy} onClick={() => onSteer('test')}>
        Send a test<span class="visually-hidden"> to {url}</span>
      </button>
      <ConfirmButton
        confirm="Make a new secret"
        label={`of ${url}`}
        isBusy={isBusy}
        onConfirm={() => onSteer('rotate')}
      >
        New secret
      </ConfirmButton>
      <ConfirmButton confirm="Remove it" label={url} isBusy={isBusy} onConfirm={() => onSteer('remove')}>
        Remove
      </ConfirmButton>
      {webhook.dead_count > 0 && <DeadLetters webhook={webhook} />}
    </li>
  );
}

function standingWords({ last, state, failing_since }: WebhookView): string {
  if (last === null) return '';
  const said = `Last sent ${formatAgo(last.at, Date.now())}. ${visibleText(last.why)}`;
  if (state === 'ended') return `${said} Nothing more is sent; to go on, remove it and add it again.`;
  return failing_since === null ? said : `${said} Failing since ${formatMoment(failing_since)}.`;
}

/** The latest of the messages that were given up; the events themselves are in each mission's log. */
function DeadLetters({ webhook }: { readonly webhook: WebhookView }): JSX.Element {
  const { dead, dead_count } = webhook;
  const count = dead_count === 1 ? '1 message was' : `${dead_count} messages were`;
  return (
    <details class="fold entry-more">
      <summary>{count} given up after a day</summary>
      <ul class="small">
        {dead.toReversed().map(({ message_id, mission_id, seq, tries, given_up_at }) => (
          <li key={message_id}>
            Event {seq} of{' '}
            <a href={hrefOf({ screen: 'mission', missionId: mission_id, tab: 'log' })}>{mission_id}</a>, given
            up {formatMoment(given_up_at)} after {tries} {tries === 1 ? 'try' : 'tries'}
          </li>
        ))}
      </ul>
      {dead.length < dead_count && <p class="small muted">These are the latest {dead.length}.</p>}
    </details>
  );
}
