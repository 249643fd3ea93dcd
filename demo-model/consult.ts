import type { AgreedPlan, AwaitingPlan, ChatTurn, Consultation } from '../core/wire/chat.ts';
import { answerQuestion } from './answer-question.ts';
import { article, kits, notThatKind, sayWhatCanBeBuilt } from './catalogue.ts';
import { inWords } from './in-words.ts';
import type { AppKit, KitFeature } from './kit.ts';
import { kitOfPlan } from './kit-of-plan.ts';
import { lookOf, wishedLook } from './looks.ts';
import { nextCheck, plannedChecks } from './planned-checks.ts';
import type { Heard } from './propose-kit.ts';
import { proposeKit, sayChange, sayLeftOut, wishedTitle } from './propose-kit.ts';
import { sayInLanguage } from './say-in-language.ts';
import { talkOfApp } from './talk-of-app.ts';
import type { Tone, Topic } from './understanding/hear.ts';
import { afterDismissal, hearTone } from './understanding/hear.ts';
import { readIntent } from './understanding/intent.ts';
import { isForeign } from './understanding/language.ts';
import { markNegated } from './understanding/negation.ts';
import { otherKind } from './understanding/other-kind.ts';
import { readWishes, recogniseKit, refusesKit } from './understanding/recognise.ts';
import { tokenise } from './understanding/tokens.ts';

/** Says what a chat message means for the plan; what it does not understand is `other`, which changes nothing. */
export function consult(heard: Heard): Consultation {
  const { plan, app, message } = heard;
  const elsewhere = sayInLanguage(message);
  if (elsewhere !== undefined || isForeign(tokenise(message)))
    return other(elsewhere ?? sayEnglishOnly(plan));
  if (plan === undefined) return app === undefined ? propose(heard) : talkOfApp({ ...heard, app });
  return app !== undefined && isOfApp(message) ? talkOfApp({ ...heard, app }) : followUp(heard, plan);
}

/** What is said of an app while a plan awaits, and is not about the plan. */
function isOfApp(message: string): boolean {
  const heard = readIntent(message);
  return heard === 'undo' || heard === 'fault' || heard === 'new-app' || heard === 'same-but';
}

function other(reply: string): Consultation {
  return { intent: 'other', reply, title: null, stack: null, add_features: [], remove_features: [] };
}

function sayNotThatKind(asked: string): string {
  const { why, nearest } = notThatKind(asked);
  return `${why} ${nearest}`;
}

/** What it does not understand builds nothing and changes nothing. */
function sayEnglishOnly(plan: AgreedPlan | undefined): string {
  return plan === undefined
    ? `I understand English only. ${sayWhatCanBeBuilt()}`
    : `I understand English only. The plan is ${plan.title} with ${inWords(plan.features)}; nothing is built until you say yes.`;
}

function propose({ message, conversation }: Heard): Consultation {
  const tone = hearTone(message);
  const kit = recogniseKit(message, kits);
  if (kit === undefined) return other(withoutKit(message, tone.isYes, conversation));
  const asked = otherKind(message, kit);
  if (asked !== undefined) return other(sayNotThatKind(asked));
  if (tone.isQuestion && !tone.isPoliteWish) {
    return other(
      `I can build ${article(kit.title.toLowerCase())} with ${inWords(kit.features.map((feature) => feature.title))}. Tell me what yours should have.`,
    );
  }
  return proposeKit(kit, message);
}

function withoutKit(message: string, isYes: boolean, conversation: readonly ChatTurn[]): string {
  if (readIntent(message) === 'greeting')
    return `Hello. What would you like to build? ${sayWhatCanBeBuilt()}`;
  if (isYes && conversation.length > 0)
    return 'No plan is waiting for a yes. Tell me what you would like to build.';
  return message.trim().length < 3 ? 'Tell me what you would like to build.' : sayWhatCanBeBuilt();
}

function followUp(heard: Heard, plan: AwaitingPlan): Consultation {
  const { message } = heard;
  const present = kitOfPlan(plan, [...heard.conversation.map((turn) => turn.text)].join('\n'));
  const named = recogniseKit(afterDismissal(message), kits);
  const tone = hearTone(message, topicOf(message, present));
  if (tone.isQuestion && !tone.isPoliteWish) return answerQuestion(plan, present, message);
  const asked = named === undefined ? undefined : otherKind(message, named);
  if (asked !== undefined) return other(sayNotThatKind(asked));
  if (
    named !== undefined &&
    present !== undefined &&
    named !== present &&
    wantsSwitch(message, present, tone)
  )
    return switchKit(plan, named, message);
  if (startsOver.test(message)) return other(sayStartOver(plan));
  if (present === undefined) return other('Confirm the plan to build it, or tell me about another app.');
  return amend(plan, present, message, tone);
}

const startsOver = /\b(?:start(?:ing)? (?:over|again|afresh)|(?:from|begin from) scratch)\b/i;

function sayStartOver(plan: AgreedPlan): string {
  return `Tell me which app you want instead; it will replace ${plan.title}. Until then that plan waits, and nothing is built.`;
}

/** A no to the app of the plan, or to all before, is what a switch is made of; any other doubt keeps the plan. */
function wantsSwitch(message: string, present: AppKit, tone: Tone): boolean {
  if (!tone.isHesitant || refusesKit(message, [present])) return true;
  const rest = afterDismissal(message);
  return rest !== message && !hearTone(rest).isHesitant;
}

function switchKit(plan: AwaitingPlan, kit: AppKit, message: string): Consultation {
  const proposed = proposeKit(kit, message, nextCheck(plan.checks));
  // The app that a plan would change stays as it is: the other one is for itself.
  if (plan.changes !== undefined) return { ...proposed, intent: 'new-app' };
  return { ...proposed, intent: 'revise', remove_features: [...plan.features] };
}

interface Amendment {
  readonly title: string | undefined;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** What was wished for and is not known, in a sentence. */
  readonly leftOut: string;
}

function readAmendment(plan: AgreedPlan, kit: AppKit, message: string): Amendment {
  const wishes = readWishes(message, kit);
  const has = (feature: KitFeature): boolean => plan.features.includes(feature.title);
  const look = wishedLook(message);
  const worn = plan.features.filter((title) => lookOf(title) !== undefined && title !== look?.title);
  const features: readonly { readonly title: string }[] = [...wishes.wanted, ...(look ? [look] : [])];
  return {
    title: wishedTitle(message),
    added: features.map(({ title }) => title).filter((title) => !plan.features.includes(title)),
    removed: [...wishes.unwanted.filter(has).map((feature) => feature.title), ...(look ? worn : [])],
    leftOut: sayLeftOut(wishes.unknown),
  };
}

function amend(plan: AwaitingPlan, kit: AppKit, message: string, tone: Tone): Consultation {
  const amendment = readAmendment(plan, kit, message);
  const { title, added, removed, leftOut } = amendment;
  const isAmended = added.length > 0 || removed.length > 0 || title !== undefined;
  const change = {
    title: title ?? null,
    stack: null,
    add_features: [...added],
    remove_features: [...removed],
    checks: plannedChecks(
      kit,
      kit.features.filter((feature) => added.includes(feature.title)),
      { isNew: false, first: nextCheck(plan.checks) },
    ),
  };
  // A yes to something that cannot be built is not a yes to the rest.
  if (leftOut === '' && (tone.isYes || (tone.isOrder && isAmended))) {
    const reply = `${sayBegun(plan, title)}${sayChange(added, removed)}`;
    return { intent: 'confirm', reply, ...change };
  }
  if (!isAmended) return other(sayNoChange(plan, leftOut, tone));
  const named = title === undefined ? '' : ` It is called ${title} now.`;
  const reply = `Done.${sayChange(added, removed)}${named}${leftOut} Shall I build it?`;
  return { intent: 'revise', reply, ...change };
}

const sayBegun = ({ title, fault }: AwaitingPlan, renamed: string | undefined): string =>
  fault === undefined ? `Building ${renamed ?? title} now.` : `Trying it on ${title} now.`;

function sayNoChange(plan: AgreedPlan, leftOut: string, tone: Tone): string {
  if (leftOut !== '') return `${leftOut.trim()} Say yes to build the plan without it.`;
  return tone.isHesitant
    ? 'All right, nothing is built yet. The plan stays as it is; tell me what to change, or say yes when you are ready.'
    : `I found nothing there that I can change. The plan is still ${plan.title} with ${inWords(plan.features)}. Say yes to build it as it is, or tell me what to change.`;
}

/** What of a message is about the features of a kit. */
function topicOf(message: string, kit: AppKit | undefined): Topic {
  if (kit === undefined) return { negates: () => false, mentions: () => false };
  const tokens = tokenise(message);
  const negated = markNegated(tokens);
  const textOf = (from: number, to: number): string =>
    message.slice(tokens[from]?.start ?? 0, tokens[to - 1]?.end ?? 0);
  const isAboutFeature = tokens.map((_token, index) => {
    const rest = tokens.slice(index).findIndex((_word, offset) => negated[index + offset] !== true);
    const end = rest === -1 ? tokens.length : index + rest;
    return negated[index] === true && readWishes(textOf(index, end), kit).unwanted.length > 0;
  });
  return {
    negates: (index) => isAboutFeature[index] === true,
    mentions: (from, to) => {
      const { wanted, unwanted } = readWishes(textOf(from, to), kit);
      return wanted.length + unwanted.length > 0;
    },
  };
}
