import type { Cannot } from '../wire/draft.ts';
import type { Needs } from '../wire/spec.ts';

/** What an app needs from one version to the next: a loss was agreed to for one change alone. */
export function standingNeeds({ data, secrets, origins }: Needs): Needs {
  return { data, secrets, origins };
}

/** Why a memo alone takes no data away; undefined where it would take none. */
export function sayUnagreedLoss({ drops = [] }: Needs): Cannot | undefined {
  if (drops.length === 0) return undefined;
  return {
    why: `This would delete what people have left in the app for good: ${drops.join(', ')}.`,
    nearest: 'Ask for it in a conversation, where you see what goes before you say yes.',
  };
}
