import './talk.css';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { Problem } from '../shell/problem.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTitle } from '../shell/use-title.ts';
import { Abilities } from './abilities.tsx';
import { Composer } from './composer.tsx';
import { examples } from './examples.ts';
import { PlanCard } from './plan-card.tsx';
import { strikesOf, toggled } from './plan-edits.ts';
import type { Conversation, Talk } from './use-conversation.ts';
import { useConversation } from './use-conversation.ts';
import { useSpokenAnswers } from './use-spoken-answers.ts';

/** The chat: from a wish to a plan that is agreed, and from there to its mission. */
export function TalkScreen(props: {
  readonly conversationId: string | undefined;
  readonly model: string | undefined;
}): JSX.Element {
  const { conversationId, model } = props;
  useTitle('Talk');
  const spoken = useSpokenAnswers();
  const conversation = useConversation(conversationId, spoken.say);
  const { talk } = conversation;
  const [text, setText] = useState('');
  const isEmpty = talk.turns.length === 0 && !conversation.isLoading && conversationId === undefined;
  const send = (message: string): void => {
    if (message.trim() === '' || talk.speaking !== undefined) return;
    setText('');
    // Words that did not arrive go back to where they were written, unless others stand there by now.
    void conversation.say(message.trim()).then((arrived) => !arrived && setText((now) => now || message));
  };
  return (
    <div class={`talk ${isEmpty ? 'talk-empty' : ''}`}>
      {isEmpty ? <Welcome model={model} /> : <Turns conversation={conversation} onChange={send} />}
      <div class="talk-foot">
        <Problem
          error={talk.error}
          {...(conversationId !== undefined && talk.turns.length === 0 && { onRetry: conversation.reload })}
        />
        <Composer
          text={text}
          placeholder={placeholderOf(talk)}
          isBusy={talk.speaking !== undefined}
          spoken={spoken}
          onText={setText}
          onSend={() => send(text)}
          onStop={conversation.stop}
        />
        {isEmpty && <Examples onChoose={send} />}
      </div>
    </div>
  );
}

function placeholderOf(talk: Talk): string {
  if (talk.plan !== undefined) return 'Change the plan, or say yes';
  return talk.turns.length === 0 ? 'A task board with due dates and drag and drop…' : 'Reply';
}

function Welcome({ model }: { readonly model: string | undefined }): JSX.Element {
  return (
    <div class="welcome">
      <h1>What should we build?</h1>
      <p class="muted">
        Describe an app. You get a plan first, then a tested build on a live URL and a pull request to
        approve.
      </p>
      {model !== undefined && <Abilities model={model} />}
    </div>
  );
}

function Examples({ onChoose }: { readonly onChoose: (prompt: string) => void }): JSX.Element {
  return (
    <ul class="examples" aria-label="Examples">
      {examples.map(({ title, prompt }) => (
        <li key={title}>
          <button type="button" onClick={() => onChoose(prompt)}>
            <strong>{title}</strong>
            <span>{prompt}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Turns({
  conversation,
  onChange,
}: {
  readonly conversation: Conversation;
  readonly onChange: (message: string) => void;
}): JSX.Element {
  const { talk, isLoading } = conversation;
  const end = useRef<HTMLDivElement>(null);
  useEffect(
    () => end.current?.scrollIntoView({ block: 'end' }),
    [talk.turns.length, talk.speaking, talk.plan?.plan_id],
  );
  return (
    <div class="turns">
      <h1 class="visually-hidden">Conversation</h1>
      <a class="small muted new-talk" href={hrefOf({ screen: 'talk', conversationId: undefined })}>
        New conversation
      </a>
      {isLoading && <div class="skeleton" role="status" aria-label="Loading the conversation" />}
      <Said turns={talk.turns} />
      {talk.speaking !== undefined && (
        <p class="turn turn-gantry turn-speaking">
          {visibleText(talk.speaking)}
          <span class="thinking">{talk.speaking === '' ? 'Thinking' : ''}</span>
        </p>
      )}
      {talk.plan !== undefined && talk.speaking === undefined && (
        <Proposal conversation={conversation} onChange={onChange} />
      )}
      {talk.plan === undefined && talk.missionId !== undefined && <Started missionId={talk.missionId} />}
      <div class="turns-end" ref={end} />
    </div>
  );
}

function Said({ turns }: Pick<Talk, 'turns'>): JSX.Element {
  return (
    <div class="turns-log" role="log" aria-label="Conversation">
      {turns.map((turn, index) => (
        <p key={index} class={`turn turn-${turn.role}`}>
          <span class="visually-hidden">{turn.role === 'person' ? 'You: ' : 'Gantry: '}</span>
          {visibleText(turn.text)}
        </p>
      ))}
    </div>
  );
}

function Proposal({
  conversation,
  onChange,
}: {
  readonly conversation: Conversation;
  readonly onChange: (message: string) => void;
}): JSX.Element | null {
  const { plan, speaking } = conversation.talk;
  const [struck, setStruck] = useState<ReadonlySet<string>>(new Set());
  if (plan === undefined) return null;
  const strikes = strikesOf(plan, struck);
  return (
    <PlanCard
      key={plan.plan_id}
      plan={plan}
      isBusy={speaking !== undefined}
      struck={strikes.words}
      onStrike={(words) => setStruck((now) => toggled(now, words))}
      onBuild={() => void conversation.confirm(plan, strikes.ids)}
      onChange={onChange}
    />
  );
}

function Started({ missionId }: { readonly missionId: string }): JSX.Element {
  return (
    <a class="card started" href={hrefOf({ screen: 'mission', missionId, tab: 'overview' })}>
      <strong>The build has started</strong>
      <span class="small muted">Watch it happen</span>
    </a>
  );
}
