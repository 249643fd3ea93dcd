import '../talk/talk.css';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { AppStory } from '../apps/app-story.ts';
import { Problem } from '../shell/problem.tsx';
import { hrefOf } from '../shell/route.ts';
import { Abilities } from '../talk/abilities.tsx';
import { Composer } from '../talk/composer.tsx';
import { exampleIdea } from '../talk/examples.ts';
import { takeFirstWords } from '../talk/first-words.ts';
import { PlanCard } from '../talk/plan-card.tsx';
import { strikesOf, toggled } from '../talk/plan-edits.ts';
import type { Talk } from '../talk/use-conversation.ts';
import { MissionCard } from './mission-card.tsx';
import { RollbackOffer } from './rollback-offer.tsx';
import { shownMissions, timelineOf } from './timeline.ts';
import { useKeptAtEnd } from './use-kept-at-end.ts';
import type { Work } from './use-workspace.ts';

interface TalkSideProps extends Pick<Work, 'conversation' | 'missions' | 'shown' | 'spoken' | 'isNew'> {
  readonly model: string | undefined;
  readonly app: AppStory | undefined;
  readonly words: string;
  readonly onWords: (words: string | ((now: string) => string)) => void;
  /** Puts words into the composer, behind what stands there. */
  readonly onWish: (words: string) => void;
  readonly onAppChange: () => void;
}

/** The conversation, with the missions that came of it where they began, and where one says what comes next. */
export function TalkSide(props: TalkSideProps): JSX.Element {
  const { conversation, words, onWords } = props;
  const { talk } = conversation;
  const send = (message: string): void => {
    if (message.trim() === '' || talk.speaking !== undefined) return;
    onWords('');
    // Words that did not arrive go back to where they were written, unless others stand there by now.
    void conversation.say(message.trim()).then((arrived) => !arrived && onWords((now) => now || message));
  };
  useFirstWords(send);
  const isEmpty = props.isNew && talk.turns.length === 0;
  return (
    <section class={`talk ${isEmpty ? 'talk-empty' : ''}`} aria-label="Conversation">
      {isEmpty ? <Welcome model={props.model} /> : <Turns {...props} onSay={send} />}
      <div class="talk-foot">
        <Problem
          error={talk.error}
          {...(talk.id !== undefined && talk.turns.length === 0 && { onRetry: conversation.reload })}
        />
        <Composer
          text={words}
          placeholder={placeholderOf(talk, props)}
          isBusy={talk.speaking !== undefined}
          takesFocus={props.isNew}
          spoken={props.spoken}
          onText={onWords}
          onSend={() => send(words)}
          onStop={conversation.stop}
        />
      </div>
    </section>
  );
}

/** Says what was written at home, where this conversation began with it. */
function useFirstWords(send: (words: string) => void): void {
  useEffect(() => {
    const first = takeFirstWords();
    if (first !== undefined) send(first);
  }, []);
}

function placeholderOf(talk: Talk, { isNew, missions }: TalkSideProps): string {
  if (talk.plan !== undefined) return 'Change the plan, or say yes';
  if (missions.length > 0) return 'Change it, or ask about it';
  return isNew && talk.turns.length === 0 ? `${exampleIdea}…` : 'Reply';
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

type TurnsProps = TalkSideProps & { readonly onSay: (message: string) => void };

function Turns(props: TurnsProps): JSX.Element {
  const { conversation, missions } = props;
  const { talk, isLoading } = conversation;
  const cards = shownMissions(missions);
  const list = useKeptAtEnd(talk.turns.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without focus the keyboard could not scroll it
    <div ref={list} class="turns" tabIndex={0} role="log" aria-label="What was said">
      {missions.length === 0 && <h1 class="visually-hidden">Conversation</h1>}
      <a class="small muted new-talk" href={hrefOf({ screen: 'talk', conversationId: undefined })}>
        New conversation
      </a>
      {isLoading && <div class="skeleton" role="status" aria-label="Loading the conversation" />}
      {cards.length < missions.length && (
        <p class="small muted">Earlier versions stand in the app’s history.</p>
      )}
      {timelineOf(talk.turns, cards).map((item, index) =>
        item.kind === 'turn' ? (
          <Said key={index} {...item.turn} />
        ) : (
          <MissionCard
            key={item.missionId}
            missionId={item.missionId}
            shown={props.shown}
            story={props.app}
            onWish={props.onWish}
          />
        ),
      )}
      <Now {...props} />
    </div>
  );
}

function Said({ role, text }: Talk['turns'][number]): JSX.Element {
  return (
    <p class={`turn turn-${role}`}>
      <span class="visually-hidden">{role === 'person' ? 'You: ' : 'Gantry: '}</span>
      {visibleText(text)}
    </p>
  );
}

/** What is being said, what waits for a yes, and what waits for its turn. */
function Now(props: TurnsProps): JSX.Element {
  const { talk } = props.conversation;
  const isSilent = talk.speaking === undefined;
  return (
    <>
      {talk.speaking !== undefined && (
        <p class="turn turn-gantry turn-speaking" aria-live="off">
          {visibleText(talk.speaking)}
          <span class="thinking">{talk.speaking === '' ? 'Thinking' : ''}</span>
        </p>
      )}
      {/* The reply is read out; a card is there to be gone through. */}
      <div class="turns-card" aria-live="off">
        {isSilent && talk.plan !== undefined && <Proposal {...props} />}
        {isSilent && talk.action !== undefined && (
          <RollbackOffer action={talk.action} onDone={props.onAppChange} />
        )}
      </div>
      {talk.waiting.length > 0 && <Waiting wishes={talk.waiting} />}
    </>
  );
}

function Waiting({ wishes }: { readonly wishes: readonly string[] }): JSX.Element {
  return (
    <section class="waiting small" aria-label="Waiting">
      <h2>Waits until the build has ended</h2>
      <ul>
        {wishes.map((wish, index) => (
          <li key={index}>{visibleText(wish)}</li>
        ))}
      </ul>
    </section>
  );
}

function Proposal({ conversation, onSay }: TurnsProps): JSX.Element | null {
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
      onChange={onSay}
    />
  );
}
