import type { AppSeen } from '../core/chat/app-seen.ts';
import { inWords, withinSentence } from './in-words.ts';
import type { AppKit } from './kit.ts';
import { looks } from './looks.ts';
import { readWishes } from './understanding/recognise.ts';

/** What an app of a kit could still get, as a sentence. */
export function offersOf(app: AppSeen, kit: AppKit): string {
  const more = kit.features.map(({ title }) => title).filter((title) => !app.features.includes(title));
  const colour = looks.find(({ title }) => !app.features.includes(title));
  const can = [...more, ...(colour === undefined ? [] : [colour.title])];
  return `I can add ${inWords(can)}.`;
}

const ofFailure = /\b(?:fail|failed|failing|wrong|broke|error|go wrong|went wrong|stop|stopped|happened)\b/i;
const ofLast =
  /\bwhat\s+(?:did|have)\s+you\s+(?:change|do|done|build|built|make|made|add)|\bwhat\s+changed\b/i;
const ofChecks = /\b(?:check|checks|test|tests|tested|tried|works?|working)\b/i;
const ofLeftOut = /\b(?:left out|missing|leave out|cannot|can't|without)\b/i;
const ofFiles = /\b(?:files?|code|source)\b/i;

/** Answers a question about the app from what is known of it. */
export function answerAboutApp(app: AppSeen, kit: AppKit | undefined, message: string): string {
  if (ofFailure.test(message)) return sayFailures(app);
  const feature = kit === undefined ? undefined : readWishes(message, kit).wanted[0]?.title;
  if (feature !== undefined) return sayFeature(app, feature);
  const last = app.missions.at(-1);
  if (ofLast.test(message) && last !== undefined) return `The last build was for “${last.asked}”.`;
  return sayPart(app, message) ?? sayWhole(app, kit);
}

function sayFeature({ title, features }: AppSeen, asked: string): string {
  const feature = withinSentence(asked);
  return features.includes(asked)
    ? `Yes, ${title} has ${feature}.`
    : `No, ${title} has no ${feature} yet. Say “add ${feature}” to get it.`;
}

function sayPart(app: AppSeen, message: string): string | undefined {
  if (ofLeftOut.test(message) && app.left_out.length > 0) return `Left out: ${app.left_out.join('; ')}.`;
  if (ofFiles.test(message) && app.files.length > 0)
    return `It is made of ${app.files.length} files: ${app.files.slice(0, 8).join(', ')}.`;
  return ofChecks.test(message) && app.checks.length > 0 ? sayChecks(app) : undefined;
}

function sayWhole(app: AppSeen, kit: AppKit | undefined): string {
  const offers = kit === undefined ? '' : ` ${offersOf(app, kit)}`;
  return `${app.title} has ${inWords(app.features)}.${app.is_running ? ' It is being built.' : ''}${offers}`;
}

function sayFailures({ title, missions, is_running: isRunning }: AppSeen): string {
  const last = missions.at(-1);
  if (last?.failure !== undefined) return `The last build ended with this: ${last.failure}`;
  return isRunning
    ? `Nothing has failed: ${title} is still being built.`
    : `Nothing failed: the last build of ${title} came through. If something does not work, tell me what.`;
}

function sayChecks({ title, checks }: AppSeen): string {
  const held = checks.filter(({ outcome }) => outcome === 'held');
  const failed = checks.find(({ outcome }) => outcome === 'failed');
  const broken = failed === undefined ? '' : ` What does not work: ${failed.words}`;
  if (held.length === 0 && failed === undefined)
    return `${title} has ${checks.length} checks, and no browser was there to try them.`;
  return `${held.length} of the ${checks.length} checks of ${title} hold.${broken}`;
}
