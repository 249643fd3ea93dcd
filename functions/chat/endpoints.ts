import { texts } from '#texts';
import * as world from '#world';
import type { PodPlace } from '../../core/budget/estimate-plan.ts';
import { confirmPlan } from '../../core/chat/confirm-plan.ts';
import { requireConversation } from '../../core/chat/conversations.ts';
import type { ChatDeps } from '../../core/chat/converse.ts';
import { converse } from '../../core/chat/converse.ts';
import { chatState } from '../../core/chat/decide-reply.ts';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import type { World } from '../../core/ports/world.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { eventStream } from '../_onion/event-stream.ts';
import { countedModel, spendDeps } from '../_onion/spending.ts';

/** Said here, because the pod host itself would bring its SDK into a function that launches nothing. */
const podPlaces: Readonly<Record<World['worldName'], PodPlace>> = { aws: 'fargate', local: 'here' };

/** The chat routes over a world. */
export function chatEndpoints(): readonly BoundEndpoint[] {
  const deps: ChatDeps = {
    eventLog: world.eventLog(),
    ...spendDeps(),
    digest: world.digest(),
    model: countedModel(),
    pods: podPlaces[world.worldName],
    texts,
  };
  const redact = secretRedactor(texts.policy.content);
  return [
    bindEndpoint('chat', {
      run: async ({ caller, body, header }, { signal }) => {
        const answer = (onDelta: ((text: string) => void) | undefined, abort: AbortSignal) =>
          body.confirm === undefined
            ? converse(deps)(
                {
                  caller,
                  message: redact(body.message ?? ''),
                  conversationId: body.conversation_id,
                  onDelta,
                },
                { signal: abort },
              )
            : confirmPlan(deps)(
                { caller, planId: body.confirm.plan_id, conversationId: body.conversation_id },
                { signal: abort },
              );
        if (!(header('accept') ?? '').includes('text/event-stream'))
          return { json: await answer(undefined, signal) };
        const stream = await eventStream(
          (onDelta, gone) => answer(onDelta, AbortSignal.any([signal, gone])),
          deps.ids.make('req'),
        );
        return { status: 200, body: stream, contentType: 'text/event-stream; charset=utf-8' };
      },
    }),
    bindEndpoint('conversation', {
      find: (caller, params, { signal }) =>
        requireConversation(deps)(caller, params.conversation_id ?? '', signal),
      run: async ({ found: { value } }) => ({
        json: {
          conversation_id: value.conversation_id,
          state: chatState({
            hasPlan: value.plan !== null,
            isBuilding: value.plan === null && value.mission_id !== null,
          }),
          turns: value.turns,
          ...(value.plan !== null && { plan: value.plan }),
          ...(value.mission_id !== null && { mission_id: value.mission_id }),
        },
      }),
    }),
  ];
}
