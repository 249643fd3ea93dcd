import type { AwaitingPlan, Consultation } from '../core/wire/chat.ts';
import { inWords, withinSentence } from './in-words.ts';
import type { AppKit } from './kit.ts';
import { readWishes } from './understanding/recognise.ts';
import { tokenise } from './understanding/tokens.ts';

/** Answers a question about the awaiting plan. It never builds; "could it have tags?" puts tags forward, for a yes to come. */
export function answerQuestion(plan: AwaitingPlan, kit: AppKit | undefined, message: string): Consultation {
  const asked = kit === undefined ? [] : readWishes(message, kit).wanted.map((feature) => feature.title);
  const missing = asked.filter((title) => !plan.features.includes(title));
  if (missing.length > 0 && asksForMore(message)) {
    return {
      ...answer(`It can. Added: ${inWords(missing)}. Shall I build it?`),
      intent: 'revise',
      add_features: missing,
    };
  }
  const [first] = asked;
  if (first === undefined) return answer(`${sayEstimate(plan, message)}${sayPlan(plan)}`);
  return answer(
    plan.features.includes(first)
      ? `Yes, ${withinSentence(first)} is in the plan. Nothing is built until you say yes.`
      : `${first} is not in the plan yet; say “add ${withinSentence(first)}” and it will be.`,
  );
}

function answer(reply: string): Consultation {
  return { intent: 'other', reply, title: null, stack: null, add_features: [], remove_features: [] };
}

const modals = new Set(['can', 'could', 'would', 'will', 'may']);

function asksForMore(message: string): boolean {
  return modals.has(tokenise(message)[0]?.word ?? '');
}

const ofMoney = new Set('cost price expensive cheap pay money budget charge fee free dollar euro'.split(' '));
const ofTime = new Set('long take time minute second hour soon fast quick ready when'.split(' '));

function sayEstimate({ estimate }: AwaitingPlan, message: string): string {
  const words = tokenise(message).map((token) => token.word);
  const isOfMoney = words.some((word) => ofMoney.has(word));
  if (!isOfMoney && !words.some((word) => ofTime.has(word))) return '';
  const minutes = Math.max(1, Math.round(estimate.seconds / 60));
  const time = `about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`;
  const money = estimate.usd === 0 ? 'nothing' : `about $${estimate.usd.toFixed(2)}`;
  return `It is estimated to cost ${money} and to take ${time}. `;
}

function sayPlan(plan: AwaitingPlan): string {
  return `The plan is ${plan.title} with ${inWords(plan.features)}. Nothing is built until you say yes.`;
}
