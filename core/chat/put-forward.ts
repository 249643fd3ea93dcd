import type { PodPlace } from '../budget/estimate-plan.ts';
import { estimatePlan } from '../budget/estimate-plan.ts';
import type { Ids } from '../ports/ids.ts';
import type { Model } from '../ports/model.ts';
import type { Texts } from '../skill/texts.ts';
import type { AgreedPlan, Consultation, Plan } from '../wire/chat.ts';
import { maxSpokenLength } from '../wire/http.ts';
import type { ConversationRecord } from './conversations.ts';
import type { ReplyDecision } from './decide-reply.ts';
import type { KnownApp } from './plan-changes.ts';
import { changeDetails, faultDetails } from './plan-changes.ts';
import type { Details } from './plan-details.ts';
import { amendDetails, noDetails } from './plan-details.ts';
import { underNewNames } from './rename-features.ts';

export interface PlanDeps {
  readonly ids: Ids;
  readonly model: Model;
  readonly texts: Texts;
  /** Where pods run, for what a plan is estimated to cost. */
  readonly pods: PodPlace;
}

/** What was said and what it was taken for, in a conversation that may have an app. */
export interface Said {
  readonly conversation: ConversationRecord;
  readonly known: KnownApp | undefined;
  readonly consultation: Consultation;
  readonly message: string;
}

type Forward = Extract<ReplyDecision, { kind: 'propose' | 'build' | 'fault' }>;

/** The conversation with the plan that a decision comes to, under an id of its own, and the words that it grew from. */
export function putForward(deps: PlanDeps, said: Said, decision: Forward): ConversationRecord {
  const { conversation, message } = said;
  const grows =
    conversation.plan !== null && said.consultation.intent !== 'new-app' && decision.kind !== 'fault';
  const request = grows ? `${conversation.request}\n${message}` : message;
  const { plan, details, base } = detailed(said, decision);
  return {
    ...conversation,
    plan: newPlan(deps, plan, details),
    base,
    request: request.slice(0, maxSpokenLength).toWellFormed(),
  };
}

type AnyDetails = Details & Pick<Plan, 'changes' | 'fault'>;

interface Detailed {
  readonly plan: AgreedPlan;
  readonly details: AnyDetails;
  /** The version of the app that it changes. */
  readonly base: ConversationRecord['base'];
}

function detailed(said: Said, decision: Forward): Detailed {
  const { conversation, known, consultation } = said;
  if (decision.kind === 'fault') return detailedFault(said);
  const { plan } = decision;
  const awaiting = conversation.plan ?? undefined;
  const isOfApp = decision.kind === 'propose' ? decision.of === 'app' : awaiting?.changes !== undefined;
  if (isOfApp && known !== undefined)
    return { plan, details: changeDetails(known, awaiting, consultation, plan), base: known.base };
  const earlier = consultation.intent === 'new-app' ? null : (awaiting ?? conversation.built);
  const before = earlier && underNewNames(earlier, consultation.rename_features ?? []);
  return { plan, details: amendDetails(before ?? noDetails, consultation, plan), base: null };
}

/** A fault is decided on only where there is an app, and one that says what should happen. */
function detailedFault({ known, consultation }: Said): Detailed {
  const app = known as KnownApp;
  const details = faultDetails(app, consultation.fault as NonNullable<Consultation['fault']>);
  const { title, stack, features, base } = app;
  return { plan: { title, stack, features: [...features] }, details, base };
}

/** A plan under an id of its own, with what it is estimated to cost. */
export function newPlan(deps: PlanDeps, plan: AgreedPlan, details: AnyDetails): Plan {
  const { recipe } = deps.texts.policy.content.stacks[plan.stack];
  const estimate = estimatePlan(plan, { model: deps.model, recipe, pods: deps.pods });
  return { plan_id: deps.ids.make('pln'), ...plan, estimate, ...details };
}
