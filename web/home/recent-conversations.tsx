import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { formatAgo } from '../shell/duration.ts';
import { hrefOf } from '../shell/route.ts';
import type { Spoken } from './use-home.ts';

const stateWords: Readonly<Record<Spoken['state'], string>> = {
  NEEDS_INPUT: '',
  NEEDS_CONFIRMATION: 'A plan waits for your yes',
  BUILDING: 'Building',
};

/** The conversations that were spoken in last. */
export function RecentConversations(props: {
  readonly conversations: readonly Spoken[] | undefined;
}): JSX.Element | null {
  if (props.conversations === undefined || props.conversations.length === 0) return null;
  return (
    <section class="home-part" aria-labelledby="home-talk">
      <h2 id="home-talk">Conversations</h2>
      <ul class="card home-list">
        {props.conversations.map((conversation) => (
          <li key={conversation.conversation_id}>
            <a href={hrefOf({ screen: 'talk', conversationId: conversation.conversation_id })}>
              <strong>{visibleText(conversation.title)}</strong>
              <span class="small muted">{conversationWords(conversation)}</span>
              <span class="small muted push">{formatAgo(conversation.updated_at, Date.now())}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function conversationWords({ state, app }: Spoken): string {
  return [app ?? '', stateWords[state]].filter((words) => words !== '').join(' · ');
}
