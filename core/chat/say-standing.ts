import { withoutStop } from '../mission/standing-words.ts';
import type { AgreedPlan } from '../wire/chat.ts';

const maxListed = 12;
const maxQuoted = 120;

const quoted = (texts: readonly string[]): string =>
  texts.map((text) => `“${text.slice(0, maxQuoted).toWellFormed()}”`).join(', ');

/** Asks which feature is meant where a name fits none. */
export function sayUnknown(unknown: readonly string[], plan: AgreedPlan | null | undefined): string {
  const features = plan?.features ?? [];
  const known = features.length === 0 ? '' : ` It has: ${features.slice(0, maxListed).join(', ')}.`;
  const rest = features.length > maxListed ? ` And ${features.length - maxListed} more.` : '';
  return `I find no ${quoted(unknown)} in ${plan?.title ?? 'the plan'}.${known}${rest} Which one do you mean?`;
}

/** What is said of a wish that waits. */
export const sayWaits =
  'A build is running. I keep that and show you a plan for it when the build has ended.';

/** What is said of a yes while something runs. */
export const sayBusy = 'A build is running. Say yes again when it has ended.';

/** What is said of a yes to a plan that changed since it was shown. */
export const sayNews = 'This plan is new since you last looked. Say yes to build it as it is now.';

/** What is said of a plan that was made for an earlier version. */
export const sayRebased = (title: string): string =>
  `${title} has changed since this plan was made, so here it is for the newest version.`;

/** What is said when the build has ended that wishes waited for. */
export function sayWished(texts: readonly string[], hasPlan: boolean): string {
  return hasPlan
    ? `While the build was running, you asked for ${quoted(texts)}. Here is the plan for it. Shall I build it?`
    : `While the build was running, you asked for ${quoted(texts)}. Please say it again: I see nothing that it would change now.`;
}

/** What is said of a fault that did not show. */
export const sayHeld = (words: string): string =>
  `I tried it: ${withoutStop(words)}, and it worked here. What do you do differently, and what do you see then?`;
