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
  'perfect',
  'confirm',
  'confirmed',
  'proceed',
  'start building',
  'approved',
  'agreed',
  'absolutely',
  'please do',
];
/** Praise of the plan means yes wherever it stands. */
const praise = ['look good', 'look great', 'look right', 'sound good', 'sound great', 'that work'];
/** Words that may come before a yes in its clause. */
const openers = new Set(
  'please just then so now well oh and alright great perfect you can may gantry hey'.split(' '),
);
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
  'start',
  'start now',
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
    [...yesPhrases, ...praise].some((phrase) =>
      findPhrase(tokens, phrase).some(
        (span) => negated[span.from] !== true && (praise.includes(phrase) || opensClause(tokens, span.from)),
      ),
    );
  return { isQuestion, isPoliteWish, isYes: saysYes && !isHesitant && !isQuestion, isHesitant };
}

/** "Make sure" and "the yes button" agree to nothing: a yes opens its clause, or follows another yes. */
function opensClause(tokens: readonly Token[], from: number): boolean {
  const previous = tokens[from - 1];
  if (previous === undefined || previous.stop !== '') return true;
  const isLead = openers.has(previous.word) || yesPhrases.includes(previous.word);
  return isLead && opensClause(tokens, from - 1);
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
