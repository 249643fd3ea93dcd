import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChatTurn, Plan } from '../../core/wire/chat.ts';
import type { ChatAction, ChatReply } from '../../core/wire/http.ts';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import type { Answers, Input } from '../api/endpoints.ts';
import { sendChat } from './send-chat.ts';

/** A conversation as the screen knows it. */
export interface Talk {
  readonly id: string | undefined;
  readonly title: string | undefined;
  /** The app that it is about. */
  readonly app: string | null;
  readonly turns: readonly ChatTurn[];
  /** Oldest first. */
  readonly missions: readonly string[];
  /** Wishes that wait for the end of what runs. */
  readonly waiting: readonly string[];
  readonly plan: Plan | undefined;
  /** What the last reply offers to do. */
  readonly action: ChatAction | undefined;
  /** What Gantry is saying right now; undefined when it is silent. */
  readonly speaking: string | undefined;
  readonly error: unknown;
}

const silent: Talk = {
  id: undefined,
  title: undefined,
  app: null,
  turns: [],
  missions: [],
  waiting: [],
  plan: undefined,
  action: undefined,
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
  /** Asks again for what may have changed meanwhile, without taking anything off the screen. */
  readonly refresh: () => void;
}

interface Settings {
  /** The app that a new conversation is about. */
  readonly app: string | undefined;
  readonly onSpeech: (speech: string) => void;
  /** Hears of each reply, the first of which gives the conversation its id. */
  readonly onReply: (reply: ChatReply) => void;
}

/** Keeps up a conversation: the one of that id, or a new one. */
export function useConversation(id: string | undefined, settings: Settings): Conversation {
  const [talk, setTalk] = useState<Talk>({ ...silent, id });
  const line = useRef<Line>({ shown: id === undefined ? id : null, sending: undefined, reason: undefined });
  const reload = useShown(id, line.current, setTalk);
  const refresh = (): void => void refreshTalk(line.current, setTalk);

  const exchange = async (body: Input<'chat'>['body'], said: readonly ChatTurn[]): Promise<boolean> => {
    setTalk({ ...talk, turns: [...talk.turns, ...said], action: undefined, speaking: '', error: undefined });
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
    const { reply } = outcome;
    line.current.shown = reply.conversation_id;
    setTalk((now) => afterReply(now, reply));
    settings.onSpeech(reply.speech);
    settings.onReply(reply);
    refresh();
    return true;
  };
  const beginning = settings.app === undefined ? {} : { app: settings.app };
  const here = talk.id === undefined ? beginning : { conversation_id: talk.id };
  return {
    talk,
    isLoading: id !== undefined && talk.turns.length === 0 && talk.error === undefined,
    say: (message) => exchange({ ...here, message }, [{ role: 'person', text: message, at: now() }]),
    confirm: (plan, strikeChecks) =>
      exchange(
        { conversation_id: talk.id, confirm: { plan_id: plan.plan_id, strike_checks: strikeChecks } },
        [],
      ),
    stop: () => line.current.sending?.abort(),
    reload,
    refresh,
  };
}

const now = (): string => new Date().toISOString();

/** What is on the screen (null before anything is; a new conversation is there at once, and may be spoken in), what is under way, and why all is asked for again, which is said beside what comes. */
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
      (answer) => setTalk({ ...silent, ...keptOf(answer), error }),
      (error: unknown) => !abort.signal.aborted && setTalk({ ...silent, id, error }),
    );
    return () => abort.abort();
  }, [id, turn, line, setTalk]);
  useEffect(() => () => line.sending?.abort(), [line]);
  return () => setTurn((now) => now + 1);
}

/** Takes over what the server has of the conversation on the screen, unless something is being said; a failure leaves all as it is. */
async function refreshTalk(line: Line, setTalk: (next: (now: Talk) => Talk) => void): Promise<void> {
  const { shown } = line;
  if (typeof shown !== 'string' || line.sending !== undefined) return;
  const answer = await call('conversation', { params: { conversation_id: shown } }).catch(() => undefined);
  if (answer === undefined || line.shown !== shown || line.sending !== undefined) return;
  setTalk((now) => ({ ...now, ...keptOf(answer) }));
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
  } finally {
    if (line.sending === abort) line.sending = undefined;
  }
}

const isReplaced = (error: unknown): boolean => error instanceof ApiError && error.code === 'plan_replaced';

/** What the server keeps of a conversation; what it offered to do is known from the reply alone. */
function keptOf(answer: Answers['conversation']): Omit<Talk, 'action' | 'speaking' | 'error'> {
  return {
    id: answer.conversation_id,
    title: answer.title,
    app: answer.app ?? null,
    turns: answer.turns,
    missions: answer.missions ?? (answer.mission_id === undefined ? [] : [answer.mission_id]),
    waiting: answer.waiting ?? [],
    plan: answer.plan,
  };
}

function afterReply(talk: Talk, reply: ChatReply): Talk {
  const { mission_id: missionId } = reply;
  const isNew = missionId !== undefined && !talk.missions.includes(missionId);
  return {
    ...talk,
    id: reply.conversation_id,
    turns: [...talk.turns, { role: 'gantry', text: reply.reply, at: now() }],
    missions: isNew ? [...talk.missions, missionId] : talk.missions,
    plan: reply.state === 'NEEDS_CONFIRMATION' ? reply.plan : undefined,
    action: reply.action,
    speaking: undefined,
    error: undefined,
  };
}
