import { markNegated } from './negation.ts';
import type { Token } from './tokens.ts';
import { findPhrase, tokenise } from './tokens.ts';

/** How a message is meant, whatever it is about. */
export interface Tone {
  readonly isQuestion: boolean;
  /** "Can you build …?" is a wish in the form of a question. */
  readonly isPoliteWish: boolean;
  /** A clear yes, with nothing that takes it back. */
  readonly isYes: boolean;
  /** A no, a doubt or a delay. */
  readonly isHesitant: boolean;
}

const yesPhrases = [
  'yes',
  'yep',
  'yeah',
  'yup',
  'sure',
  'ok',
  'okay',
  'go ahead',
  'go for it',
  'build it',
  'build that',
  'build this',
  'do it',
  'ship it',
  "let's go",
  "let's do it",
  'look good',
  'sound good',
  'perfect',
  'confirm',
  'confirmed',
  'proceed',
  'start building',
  'start',
  'that work',
  'approved',
  'agreed',
  'absolutely',
  'please do',
];
/** Words that mean yes only when they are all that is said. */
const wholeYes = new Set([
  'go',
  'build',
  'great',
  'good',
  'nice',
  'fine',
  'now',
  'please',
  'do',
  'make it',
  'build now',
  'go now',
]);
const hesitations = [
  'wait',
  'hold on',
  'not yet',
  'later',
  'maybe',
  'perhap',
  'not sure',
  'unsure',
  'hmm',
  'stop',
  'cancel',
  'think about',
  'before',
  'until',
  'unless',
  'if',
  'never mind',
  'no',
  'nope',
  "don't",
  'dont',
  'do not',
  'not',
  'never',
  "isn't",
  "doesn't",
  "won't",
  'nah',
];
const questionStarters = new Set([
  'what',
  'how',
  'doe',
  'do',
  'can',
  'could',
  'is',
  'are',
  'will',
  'would',
  'why',
  'when',
  'which',
  'who',
  'should',
  'did',
  'was',
  'has',
  'have',
  'where',
]);
const politeWish =
  /^\s*(?:can|could|would|will)\s+(?:you|we)\s+(?:please\s+)?(?:build|make|create|write|code|design|develop|do|give|add|include)\b/i;

/** Reads the tone of a message. `ignored` are stretches that are about a feature ("no dark mode"), whose no is not a no to the whole. */
export function hearTone(text: string, ignored: (index: number) => boolean = () => false): Tone {
  const tokens = tokenise(text);
  const negated = markNegated(tokens);
  const isPoliteWish = politeWish.test(text);
  const isQuestion = asks(text, tokens);
  const isHesitant = hesitations.some((phrase) =>
    findPhrase(tokens, phrase).some((span) => !ignored(span.from)),
  );
  const saysYes =
    wholeYes.has(tokens.map((token) => token.word).join(' ')) ||
    yesPhrases.some((phrase) => findPhrase(tokens, phrase).some((span) => negated[span.from] !== true));
  return { isQuestion, isPoliteWish, isYes: saysYes && !isHesitant && !isQuestion, isHesitant };
}

function asks(text: string, tokens: readonly Token[]): boolean {
  if (text.includes('?')) return true;
  const [first, second] = tokens;
  if (first === undefined || !questionStarters.has(first.word)) return false;
  // "Do it" and "Have a timer" order; "do you", "is it" ask.
  return first.word !== 'do' && first.word !== 'have'
    ? true
    : ['you', 'i', 'we', 'they'].includes(second?.word ?? '');
}
