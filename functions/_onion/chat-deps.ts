import { texts } from '#texts';
import * as world from '#world';
import type { Caller } from '../../core/access/sessions.ts';
import type { PodPlace } from '../../core/budget/estimate-plan.ts';
import { confirmPlan } from '../../core/chat/confirm-plan.ts';
import type { ChatDeps } from '../../core/chat/converse.ts';
import { converse } from '../../core/chat/converse.ts';
import { secretRedactor } from '../../core/gate/redact-secrets.ts';
import type { World } from '../../core/ports/world.ts';
import type { ChatReply, ChatRequest } from '../../core/wire/http.ts';
import { installedTexts } from './installed-texts.ts';
import { countedModel, spendDeps } from './spending.ts';

/** Said here, because the pod host itself would bring its SDK into a function that launches nothing. */
const podPlaces: Readonly<Record<World['worldName'], PodPlace>> = { aws: 'fargate', local: 'here' };

/** What a conversation needs, over a world. */
export function chatDeps(): ChatDeps {
  return {
    eventLog: world.eventLog(),
    ...spendDeps(),
    objects: world.objects(),
    digest: world.digest(),
    model: countedModel(),
    pods: podPlaces[world.worldName],
    texts: installedTexts(),
  };
}

type OnDelta = ((text: string) => void) | undefined;
interface Turn {
  readonly caller: Caller;
  readonly body: ChatRequest;
}

/** One turn of a conversation, whichever door it came in by: secrets are taken out of what was said before anything keeps it. */
export function turnTaker(deps: ChatDeps) {
  const redact = secretRedactor(texts.policy.content);
  return async ({ caller, body }: Turn, onDelta: OnDelta, signal: AbortSignal): Promise<ChatReply> => {
    const { conversation_id: conversationId, confirm } = body;
    if (confirm !== undefined)
      return confirmPlan(deps)(
        { caller, planId: confirm.plan_id, strikes: confirm.strike_checks ?? [], conversationId },
        { signal },
      );
    const message = await redact(body.message ?? '');
    return converse(deps)({ caller, message, conversationId, app: body.app, onDelta }, { signal });
  };
}
