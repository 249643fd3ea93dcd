import { useEffect, useRef, useState } from 'preact/hooks';
import type { Plan } from '../../core/wire/chat.ts';
import type { ChatReply } from '../../core/wire/http.ts';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import type { Answers, Input } from '../api/endpoints.ts';
import { goTo } from '../shell/use-route.ts';
import { sendChat } from './send-chat.ts';

/** Something that was said. */
export interface Turn {
  readonly role: 'person' | 'gantry';
  readonly text: string;
}

/** A conversation as the screen knows it. */
export interface Talk {
  readonly id: string | undefined;
  readonly turns: readonly Turn[];
  readonly plan: Plan | undefined;
  readonly missionId: string | undefined;
  /** What Gantry is saying right now; undefined when it is silent. */
  readonly speaking: string | undefined;
  readonly error: unknown;
}

const silent: Talk = {
  id: undefined,
  turns: [],
  plan: undefined,
  missionId: undefined,
  speaking: undefined,
  error: undefined,
};

/** A conversation and what can be done in it. */
export interface Conversation {
  readonly talk: Talk;
  readonly isLoading: boolean;
  /** Resolves to false when it did not arrive, so that the words can be kept. */
  readonly say: (message: string) => Promise<boolean>;
  /** Has a plan built without the checks of these ids. */
  readonly confirm: (plan: Plan, strikeChecks: string[]) => Promise<boolean>;
  readonly stop: () => void;
  readonly reload: () => void;
}

/** Keeps up a conversation: the one of that id, or a new one; each reply's `speech` goes to `onSpeech`. A build that starts leads to its mission. */
export function useConversation(id: string | undefined, onSpeech: (speech: string) => void): Conversation {
  const [talk, setTalk] = useState<Talk>({ ...silent, id });
  const line = useRef<Line>({ shown: null, sending: undefined, reason: undefined });
  const reload = useShown(id, line.current, setTalk);

  const exchange = async (body: Input<'chat'>['body'], said: readonly Turn[]): Promise<boolean> => {
    setTalk({ ...talk, turns: [...talk.turns, ...said], speaking: '', error: undefined });
    const outcome = await send(line.current, body, (text) => setTalk((now) => ({ ...now, speaking: text })));
    if (outcome.kind === 'left') return false;
    if (outcome.kind === 'failed') {
      setTalk({ ...talk, error: outcome.error });
      if (isReplaced(outcome.error)) {
        line.current.reason = outcome.error;
        reload();
      }
      return false;
    }
    line.current.shown = outcome.reply.conversation_id;
    setTalk((now) => afterReply(now, outcome.reply));
    onSpeech(outcome.reply.speech);
    arrive(outcome.reply);
    return true;
  };
  const here = talk.id === undefined ? {} : { conversation_id: talk.id };
  return {
    talk,
    isLoading: id !== undefined && talk.turns.length === 0 && talk.error === undefined,
    say: (message) => exchange({ ...here, message }, [{ role: 'person', text: message }]),
    confirm: (plan, strikeChecks) =>
      exchange({ ...here, confirm: { plan_id: plan.plan_id, strike_checks: strikeChecks } }, []),
    stop: () => line.current.sending?.abort(),
    reload,
  };
}

/** What is on the screen (null before anything is), what is under way, and why all is asked for again, which is said beside what comes. */
interface Line {
  shown: string | null | undefined;
  sending: AbortController | undefined;
  reason: unknown;
}

/** Shows the conversation of an id, and again on demand; answers how to ask for that. */
function useShown(id: string | undefined, line: Line, setTalk: (talk: Talk) => void): () => void {
  const [turn, setTurn] = useState(0);
  const loadedTurn = useRef(turn);
  useEffect(() => {
    // A new conversation gets its id from its first reply, and is on the screen already.
    if (line.shown === id && loadedTurn.current === turn) return;
    line.shown = id;
    loadedTurn.current = turn;
    line.sending?.abort();
    setTalk({ ...silent, id });
    if (id === undefined) return;
    const abort = new AbortController();
    const { reason: error } = line;
    line.reason = undefined;
    call('conversation', { params: { conversation_id: id }, signal: abort.signal }).then(
      (answer) => setTalk({ ...talkOf(answer), error }),
      (error: unknown) => !abort.signal.aborted && setTalk({ ...silent, id, error }),
    );
    return () => abort.abort();
  }, [id, turn, line, setTalk]);
  useEffect(() => () => line.sending?.abort(), [line]);
  return () => setTurn((now) => now + 1);
}

type Outcome =
  | { readonly kind: 'replied'; readonly reply: ChatReply }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'left' };

/** Sends and listens. `left` when the screen shows another conversation by then; stopped by the person, it failed without an error. */
async function send(
  line: Line,
  body: Input<'chat'>['body'],
  onText: (text: string) => void,
): Promise<Outcome> {
  const abort = new AbortController();
  const from = line.shown;
  line.sending = abort;
  let streamed = '';
  try {
    const reply = await sendChat(body, {
      signal: abort.signal,
      onText: (text) => {
        streamed += text;
        onText(streamed);
      },
    });
    return line.shown === from ? { kind: 'replied', reply } : { kind: 'left' };
  } catch (error) {
    if (line.shown !== from) return { kind: 'left' };
    return { kind: 'failed', error: abort.signal.aborted ? undefined : error };
  }
}

const isReplaced = (error: unknown): boolean => error instanceof ApiError && error.code === 'plan_replaced';

function talkOf(answer: Answers['conversation']): Talk {
  return {
    ...silent,
    id: answer.conversation_id,
    turns: answer.turns,
    plan: answer.plan,
    missionId: answer.mission_id,
  };
}

function afterReply(talk: Talk, reply: ChatReply): Talk {
  return {
    id: reply.conversation_id,
    turns: [...talk.turns, { role: 'gantry', text: reply.reply }],
    plan: reply.state === 'BUILDING' ? undefined : reply.plan,
    missionId: reply.mission_id ?? talk.missionId,
    speaking: undefined,
    error: undefined,
  };
}

function arrive(reply: ChatReply): void {
  goTo({ screen: 'talk', conversationId: reply.conversation_id }, 'replace');
  if (reply.state === 'BUILDING' && reply.mission_id !== undefined)
    goTo({ screen: 'mission', missionId: reply.mission_id, tab: 'overview' });
}
