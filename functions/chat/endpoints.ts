import { requireApp } from '../../core/app/app-records.ts';
import { appAtHand, knownApp } from '../../core/chat/app-at-hand.ts';
import { listConversations } from '../../core/chat/conversation-rows.ts';
import { requireConversation } from '../../core/chat/conversations.ts';
import type { ChatDeps } from '../../core/chat/converse.ts';
import { isChange } from '../../core/chat/decide-reply.ts';
import { readConversation } from '../../core/chat/read-conversation.ts';
import { DependencyFailed } from '../../core/errors.ts';
import { prepareSpec } from '../../core/spec/prepared-spec.ts';
import { shownNames } from '../../core/spec/shown-names.ts';
import type { ChatReply } from '../../core/wire/http.ts';
import { chatRoutes } from '../../core/wire/routes/chat.ts';
import { chatDeps, turnTaker } from '../_onion/chat-deps.ts';
import type { BoundEndpoint, EndpointCall, Reply, Signalled } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { eventStream } from '../_onion/event-stream.ts';
import { longJson } from '../_onion/long-json.ts';

type ChatCall = EndpointCall<typeof chatRoutes.chat, undefined>;

/** The chat routes over a world. */
export function chatEndpoints(): readonly BoundEndpoint[] {
  const deps = chatDeps();
  return [
    bindEndpoint(chatRoutes.chat, { run: answerChat(deps) }),
    bindEndpoint(chatRoutes.conversation, {
      find: (caller, params, { signal }) =>
        requireConversation(deps)(caller, params.conversation_id ?? '', signal),
      run: async ({ found }, { signal }) => ({ json: await readConversation(deps)(found, signal) }),
    }),
    bindEndpoint(chatRoutes.conversations, {
      run: async ({ caller, query }, { signal }) => ({
        json: await listConversations(deps)(caller.id, query, signal),
      }),
    }),
  ];
}

/** Answers with JSON that stays open while the model works, or streams the words to a client that accepts an event stream. */
function answerChat(deps: ChatDeps) {
  const takeTurn = inTime(turnTaker(deps));
  return async (call: ChatCall, { signal }: Signalled): Promise<Reply> => {
    const { requestId, caller, body } = call;
    // Known before the first byte, however slow the store is, so that the status says it.
    if (body.conversation_id !== undefined)
      await requireConversation(deps)(caller, body.conversation_id, signal);
    if (body.app !== undefined) await requireApp(deps)(caller.id, body.app, signal);
    const turn = (onDelta: OnDelta, gone: AbortSignal): Promise<ChatReply> =>
      takeTurn(call, onDelta, AbortSignal.any([signal, gone]));
    if (!(call.header('accept') ?? '').includes('text/event-stream'))
      return longJson({ result: (gone) => turn(undefined, gone), requestId, mayBeQuick: true });
    const stream = await eventStream(turn, requestId, headStart(deps, call));
    return { status: 200, body: stream, contentType: 'text/event-stream; charset=utf-8' };
  };
}

/** Longer than that a person hardly looks at a plan. */
const headStartMs = 20_000;

/** While the person looks at a plan, its spec is written; where that comes to nothing, the mission asks by itself. */
const headStart = (deps: ChatDeps, { caller, remainingMs }: ChatCall) => {
  return async (result: unknown): Promise<void> => {
    const { state, plan, conversation_id: id } = result as ChatReply;
    if (state !== 'NEEDS_CONFIRMATION' || plan === undefined) return;
    const signal = AbortSignal.timeout(Math.max(0, Math.min(headStartMs, remainingMs() - spareMs)));
    const { value } = await requireConversation(deps)(caller, id, signal);
    const known = isChange(plan)
      ? await knownApp(deps)(await appAtHand(deps)(value, signal), signal)
      : undefined;
    const extended = known && {
      app: { app_id: known.app_id, slug: known.slug },
      checks: known.checks,
      page: await shownNames(deps)(known.base, signal),
    };
    await prepareSpec(deps)(
      { owner: caller.id, plan, request: value.request, ...(extended && { extended }) },
      signal,
    );
  };
};

type OnDelta = ((text: string) => void) | undefined;
type TakeTurn = (call: ChatCall, onDelta: OnDelta, signal: AbortSignal) => Promise<ChatReply>;

/** Of the function's own time, what is kept for saying so where the models take all of it. */
const spareMs = 5_000;

/** A turn that ends before its function does, however many models are asked in it. */
const inTime =
  (takeTurn: TakeTurn): TakeTurn =>
  async (call, onDelta, signal) => {
    const outOfTime = AbortSignal.timeout(Math.max(0, call.remainingMs() - spareMs));
    try {
      return await takeTurn(call, onDelta, AbortSignal.any([signal, outOfTime]));
    } catch (cause) {
      if (!outOfTime.aborted) throw cause;
      throw new DependencyFailed('answer_late', 'The model took too long. Send your message again.', {
        cause,
      });
    }
  };
