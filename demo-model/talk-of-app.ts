import type { AppSeen } from '../core/chat/app-seen.ts';
import type { Consultation } from '../core/wire/chat.ts';
import { answerAboutApp, offersOf } from './answer-about-app.ts';
import { connectModel, kits, sayWhatCanBeBuilt } from './catalogue.ts';
import { inWords, withinSentence } from './in-words.ts';
import type { AppKit, KitFeature } from './kit.ts';
import { type KitCheck, kitChecks } from './kit-checks.ts';
import { kitOfPlan } from './kit-of-plan.ts';
import { lookOf, wishedLook } from './looks.ts';
import { nextCheck, plannedChecks } from './planned-checks.ts';
import type { Heard } from './propose-kit.ts';
import { proposeKit, sayChange, sayLeftOut, wishedTitle } from './propose-kit.ts';
import { hearTone } from './understanding/hear.ts';
import { readIntent } from './understanding/intent.ts';
import { readWishes, recogniseKit } from './understanding/recognise.ts';
import { tokenise } from './understanding/tokens.ts';

type Talk = Heard & { readonly app: AppSeen };

const nothing = { title: null, stack: null, add_features: [], remove_features: [] };
const answer = (intent: 'ask' | 'other', reply: string): Consultation => ({ intent, reply, ...nothing });

/** The kit that an app was made from, by what it has and what was asked for it. */
const kitOfApp = (app: AppSeen): AppKit | undefined =>
  kitOfPlan(app, app.missions.map(({ asked }) => asked).join('\n'));

/** Says what a message means for the app that a conversation has: a change, a fault, an undo, another app, a question, or nothing. */
export function talkOfApp(talk: Talk): Consultation {
  const { message, app } = talk;
  const kit = kitOfApp(app);
  const tone = hearTone(message);
  const heard = readIntent(message);
  if (heard === 'undo')
    return { intent: 'undo', reply: 'You would like to undo the last change.', ...nothing };
  const another = anotherApp(talk, kit, heard);
  if (another !== undefined) return another;
  if (kit === undefined) return answer('ask', `${answerAboutApp(app, undefined, message)} ${sayForeign}`);
  if (heard === 'fault') return fault(app, kit, message);
  if (tone.isQuestion && !tone.isPoliteWish && !asksForMore(message, app, kit))
    return answer('ask', answerAboutApp(app, kit, message));
  return change(app, kit, message);
}

const sayForeign = `The built-in demo model can change only apps that it wrote itself. To change this one, ${connectModel}`;

/** "Could it have tags?" is a wish for tags where the app has none. */
function asksForMore(message: string, app: AppSeen, kit: AppKit): boolean {
  if (!/^\s*(?:can|could|would|will|may)\b/i.test(message)) return false;
  return readWishes(message, kit).wanted.some(({ title }) => !app.features.includes(title));
}

function anotherApp(
  { message, app }: Talk,
  kit: AppKit | undefined,
  heard: ReturnType<typeof readIntent>,
): Consultation | undefined {
  const named = recogniseKit(message, kits);
  if (heard === 'same-but' && kit !== undefined && (named ?? kit) === kit) return sameAgain(app, kit);
  if (named === undefined)
    return heard === 'new-app'
      ? answer('ask', `Gladly. What should it be? ${sayWhatCanBeBuilt()}`)
      : undefined;
  const isMeant = heard === 'new-app' || heard === 'same-but';
  const isOther = named !== kit && !isFeatureOf(message, kit);
  return isMeant || isOther ? { ...proposeKit(named, message), intent: 'new-app' } : undefined;
}

/** Another app with what this one has. */
function sameAgain({ features }: AppSeen, kit: AppKit): Consultation {
  const chosen = kit.features.filter(({ title }) => features.includes(title));
  const worn = features.filter((title) => lookOf(title) !== undefined);
  const all = [...chosen.map(({ title }) => title), ...worn];
  return {
    intent: 'new-app',
    reply: `I would build another ${kit.title.toLowerCase()} with the same: ${inWords(all)}. Shall I build it?`,
    title: kit.title,
    stack: 'static',
    add_features: all,
    remove_features: [],
    checks: plannedChecks(kit, chosen, { isNew: true, first: 1 }),
  };
}

/** A board's "calendar" names a feature and not another app. */
function isFeatureOf(message: string, kit: AppKit | undefined): boolean {
  if (kit === undefined) return false;
  const { wanted, unwanted } = readWishes(message, kit);
  return wanted.length + unwanted.length > 0;
}

/** What is said not to work becomes the check of that feature; where none is named, of what the app is for. */
function fault(app: AppSeen, kit: AppKit, message: string): Consultation {
  const { wanted, unwanted } = readWishes(message, kit);
  const named = [...wanted, ...unwanted];
  const missing = named.find(({ title }) => !app.features.includes(title));
  const present = named.find(({ title }) => app.features.includes(title));
  if (present === undefined && missing !== undefined) return addMissing(app, kit, missing);
  const check = checkOfFault(app, kit, { message, present });
  const words = check?.words ?? `${kit.title} opens.`;
  const own = kit.features.find(({ id }) => id === check?.of)?.title;
  const feature = (own ?? present?.title ?? app.features[0] ?? kit.title).slice(0, 120);
  return {
    intent: 'fault',
    reply: `I would try this first: “${words}” If it fails, I mend it until it holds; if it works, nothing is changed. Shall I?`,
    ...nothing,
    fault: { feature, words },
  };
}

/** The check that a fault is about: that of the feature that is named, else the one whose words are most like what was said, else what the app is for. */
function checkOfFault(
  app: AppSeen,
  kit: AppKit,
  { message, present }: { readonly message: string; readonly present: KitFeature | undefined },
): KitCheck | undefined {
  const checks = (kitChecks[kit.id] ?? []).filter(({ of }) => of === undefined || hasId(app, kit, of));
  const named = checks.find(({ of }) => present !== undefined && of === present.id);
  const said = new Set(longWords(message));
  const score = ({ words }: KitCheck): number => longWords(words).filter((word) => said.has(word)).length;
  return named ?? checks.toSorted((left, right) => score(right) - score(left))[0];
}

const hasId = (app: AppSeen, kit: AppKit, id: string): boolean =>
  kit.features.some((feature) => feature.id === id && app.features.includes(feature.title));

/** Words that say what a sentence is about. */
const longWords = (text: string): readonly string[] =>
  tokenise(text)
    .map(({ word }) => word)
    .filter((word) => word.length > 4);

function addMissing(app: AppSeen, kit: AppKit, feature: KitFeature): Consultation {
  const added = change(app, kit, `add ${feature.title}`);
  return { ...added, reply: `${app.title} has no ${withinSentence(feature.title)} yet. ${added.reply}` };
}

function change(app: AppSeen, kit: AppKit, message: string): Consultation {
  const wishes = readWishes(message, kit);
  const has = ({ title }: { readonly title: string }): boolean => app.features.includes(title);
  const look = wishedLook(message);
  const features = wishes.wanted.filter((feature) => !has(feature));
  const added = [...features, ...(look === undefined || has(look) ? [] : [look])].map(({ title }) => title);
  const worn = app.features.filter((title) => lookOf(title) !== undefined && title !== look?.title);
  const removed = [
    ...wishes.unwanted.filter(has).map(({ title }) => title),
    ...(look === undefined ? [] : worn),
  ];
  const unknown = wishes.unknown.filter((wish) => look === undefined || wishedLook(`${wish} look`) !== look);
  const gone = unknownRemoval(message);
  if (added.length + removed.length === 0 && gone !== undefined)
    return {
      intent: 'change',
      reply: `You would like “${gone}” to go.`,
      ...nothing,
      remove_features: [gone],
    };
  if (added.length + removed.length === 0)
    return answer('ask', sayNothing(app, kit, { message, there: wishes.wanted.filter(has), unknown }));
  const first = nextCheck(app.checks);
  return {
    intent: 'change',
    reply: `I would change ${app.title}.${sayChange(added, removed)}${sayLeftOut(unknown)}${app.is_running ? '' : ' Shall I build it?'}`,
    title: null,
    stack: null,
    add_features: added,
    remove_features: removed,
    checks: [...plannedChecks(kit, features, { isNew: false, first }), ...staying(app, kit, removed)],
    ...(unknown.length > 0 && {
      left_out: unknown.slice(0, 20).map((what) => ({
        what: what.slice(0, 200).toWellFormed(),
        why: 'The built-in demo model does not know it.',
      })),
    }),
  };
}

/** What should go that no feature is called. */
const unknownRemoval = (message: string): string | undefined =>
  /^\s*(?:please\s+|now\s+)?(?:remove|drop|take out|get rid of)\s+(?:the\s+|its\s+|my\s+)?([\p{L}\p{N}][\p{L}\p{N} -]{1,60}?)\s*(?:please)?[.!]*\s*$/iu.exec(
    message,
  )?.[1];

/** What the app is for is said of its first feature, and stays to be tried when that one goes. */
function staying(app: AppSeen, kit: AppKit, removed: readonly string[]) {
  const [core] = kitChecks[kit.id] ?? [];
  const stays = app.features.find((title) => !removed.includes(title));
  const check = app.checks.find(({ words, feature }) => words === core?.words && removed.includes(feature));
  return check === undefined || stays === undefined
    ? []
    : [{ id: `c${nextCheck(app.checks) + 20}`, feature: stays, words: check.words }];
}

function sayNothing(
  app: AppSeen,
  kit: AppKit,
  {
    message,
    there,
    unknown,
  }: {
    readonly message: string;
    readonly there: readonly KitFeature[];
    readonly unknown: readonly string[];
  },
): string {
  const tone = hearTone(message);
  if (wishedTitle(message) !== undefined)
    return `Give ${app.title} another name in its settings; its address stays.`;
  if (there.length > 0)
    return `${app.title} has ${inWords(there.map(({ title }) => title))} already. ${offersOf(app, kit)}`;
  if (unknown.length > 0) return `${sayLeftOut(unknown).trim()} ${offersOf(app, kit)}`;
  if (readIntent(message) === 'greeting') return `Hello. ${answerAboutApp(app, kit, message)}`;
  if (readIntent(message) === 'thanks') return `You are welcome. ${offersOf(app, kit)}`;
  if (tone.isYes) return `No plan is waiting for a yes. ${offersOf(app, kit)}`;
  if (tone.isHesitant) return `All right, ${app.title} stays as it is.`;
  return `I do not see a change there that I can make. ${offersOf(app, kit)} To change anything else, ${connectModel}`;
}
