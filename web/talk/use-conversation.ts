import { useEffect, useRef, useState } from 'preact/hooks';
import type { Plan } from '../../core/wire/chat.ts';
import type { ChatReply } from '../../core/wire/http.ts';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/call.ts';
import type { Answers, Input } from '../api/endpoints.ts';
import { goTo } from '../shell/use-route.ts';
import { replySoFar } from './reply-so-far.ts';
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

const silent: Talk = { id: undefined, turns: [], plan: undefined, missionId: undefined, speaking: undefined, error: undefined };

/** A conversation and what can be done in it. */
export interface Conversation {
  readonly talk: Talk;
  readonly isLoading: boolean;
  /** Resolves to false when it did not arrive, so that the words can be kept. */
  readonly say: (message: string) => Promise<boolean>;
  readonly confirm: (plan: Plan) => Promise<boolean>;
  readonly stop: () => void;
  readonly reload: () => void;
}

/** Keeps up a conversation: the one of that id, or a new one. A build that starts leads to its mission. */
export function useConversation(id: string | undefined): Conversation {
  const [talk, setTalk] = useState<Talk>({ ...silent, id });
  const [turn, setTurn] = useState(0);
  const sending = useRef<AbortController>(undefined);
  /** The conversation that is on the screen; null before the first. */
  const known = useRef<string | null | undefined>(null);
  const loadedTurn = useRef(turn);

  useEffect(() => {
    // A new conversation gets its id from its first reply, and is on the screen already.
    if (known.current === id && loadedTurn.current === turn) return;
    known.current = id;
    loadedTurn.current = turn;
    sending.current?.abort();
    setTalk({ ...silent, id });
    if (id === undefined) return;
    const abort = new AbortController();
    call('conversation', { params: { conversation_id: id }, signal: abort.signal }).then(
      (answer) => setTalk(talkOf(answer)),
      (error: unknown) => !abort.signal.aborted && setTalk({ ...silent, id, error }),
    );
    return () => abort.abort();
  }, [id, turn]);

  useEffect(() => () => sending.current?.abort(), []);

  const exchange = async (body: Input<'chat'>['body'], said: readonly Turn[]): Promise<boolean> => {
    const abort = new AbortController();
    sending.current = abort;
    const before = talk;
    let streamed = '';
    setTalk({ ...talk, turns: [...talk.turns, ...said], speaking: '', error: undefined });
    const onText = (text: string): void => {
      streamed += text;
      setTalk((now) => ({ ...now, speaking: replySoFar(streamed) }));
    };
    try {
      const reply = await sendChat(body, { signal: abort.signal, onText });
      if (abort.signal.aborted) return false;
      known.current = reply.conversation_id;
      setTalk((now) => afterReply(now, reply));
      arrive(reply);
      return true;
    } catch (error) {
      if (known.current === before.id) setTalk({ ...before, error: abort.signal.aborted ? undefined : error });
      if (error instanceof ApiError && error.code === 'plan_replaced') setTurn((now) => now + 1);
      return false;
    }
  };

  return {
    talk,
    isLoading: id !== undefined && talk.turns.length === 0 && talk.error === undefined,
    say: (message) => exchange({ ...(talk.id !== undefined && { conversation_id: talk.id }), message }, [{ role: 'person', text: message }]),
    confirm: (plan) => exchange({ ...(talk.id !== undefined && { conversation_id: talk.id }), confirm: { plan_id: plan.plan_id } }, []),
    stop: () => sending.current?.abort(),
    reload: () => setTurn((now) => now + 1),
  };
}

function talkOf(answer: Answers['conversation']): Talk {
  return { ...silent, id: answer.conversation_id, turns: answer.turns, plan: answer.plan, missionId: answer.mission_id };
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
  if (reply.state === 'BUILDING' && reply.mission_id !== undefined) goTo({ screen: 'mission', missionId: reply.mission_id });
}
