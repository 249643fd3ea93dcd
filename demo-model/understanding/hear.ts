import { markNegated } from './negation.ts';
import { nameSpans, neutralSpans } from './neutral.ts';
import type { Token } from './tokens.ts';
import { findPhrase, tokenise } from './tokens.ts';

/** How a message is meant, whatever it is about. */
export interface Tone {
  readonly isQuestion: boolean;
  /** "Can you build …?" is a wish in the form of a question. */
  readonly isPoliteWish: boolean;
  /** A clear yes, with nothing that takes it back. */
  readonly isYes: boolean;
  /** An order to build that follows an amendment in the same breath: "add a chart and build it". */
  readonly isOrder: boolean;
  /** A no, a doubt or a delay. */
  readonly isHesitant: boolean;
}

const dismissal =
  /^\s*(?:no+|nope|nah|forget (?:it|that|about it|about that)|scrap (?:it|that)|drop (?:it|that)|never ?mind|leave it|cancel (?:it|that)|start over)\s*[,.;:!–—-]+\s*/i;

/** What follows a no to all that was said before: "forget it, I want a timer". The message itself where none opens it. */
export const afterDismissal = (message: string): string => message.replace(dismissal, '');

/** What a message is about, so that a no to a feature is not a no to the whole. */
export interface Topic {
  /** Whether the word at a place says no to something known. */
  readonly negates: (index: number) => boolean;
  /** Whether something known is named between two places. */
  readonly mentions: (from: number, to: number) => boolean;
}

const noTopic: Topic = { negates: () => false, mentions: () => false };

const orders = [
  'go ahead',
  'go for it',
  'build it',
  'build that',
  'build this',
  'do it',
  'ship it',
  "let's go",
  "let's do it",
  "let's build it",
  'make it so',
  'proceed',
  'start building',
  'you can start',
];
const yesPhrases = [
  'yes',
  'yep',
  'yeah',
  'yup',
  'sure',
  'ok',
  'okay',
  ...orders,
  'perfect',
  'confirm',
  'confirmed',
  'approved',
  'agreed',
  'absolutely',
  'please do',
  'of course',
  'by all means',
];
/** Praise of the plan means yes wherever it stands. */
const praise = [
  ...['look', 'sound'].flatMap((verb) =>
    ['good', 'great', 'right', 'fine', 'perfect', 'like a plan'].map((word) => `${verb} ${word}`),
  ),
  'that work',
];
/** Words that may come before a yes in its clause. */
const openers = new Set(
  'please just then so now well oh and alright great perfect you can may gantry hey go like'.split(' '),
);
/** Words that mean yes only when their clause says nothing else, and the others say only that or thanks. */
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
  'exactly',
  'correct',
  'right',
  'all good',
  'love it',
  'i love it',
  'i like it',
  ...["that's", "it's", 'it is', 'this is', 'that is'].flatMap((subject) =>
    [
      'it',
      'right',
      'perfect',
      'great',
      'good',
      'fine',
      'correct',
      'exactly right',
      'exactly what i want',
    ].map((word) => `${subject} ${word}`),
  ),
  'fine by me',
  'fine with me',
  'good with me',
  'work for me',
  'why not',
]);
const thanks = new Set(['thank', 'thank you', 'thank a lot', 'cheer', 'cool', 'please', 'great', 'nice']);
const hesitations = [
  'wait',
  'hold on',
  'hold off',
  'not yet',
  'later',
  'first',
  'tomorrow',
  'tonight',
  'next week',
  'maybe',
  'perhap',
  'guess',
  'suppose',
  'not sure',
  'unsure',
  'hmm',
  'stop',
  'pause',
  'postpone',
  'cancel',
  'think about',
  'before',
  'after',
  'once',
  'when',
  'until',
  'unless',
  'if',
  'never mind',
  'forget it',
  'forget about it',
  'scrap it',
  'drop it',
  'leave it',
  'no',
  'nope',
  'dont',
  'not',
  'never',
  'nah',
  'cannot',
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

const thumbs = /^\s*(?:[👍👌✅]\ufe0f?\p{Emoji_Modifier}?\s*)+$/u;

/** Reads the tone of a message about a topic. */
export function hearTone(text: string, topic: Topic = noTopic): Tone {
  const tokens = tokenise(text);
  const isPoliteWish = politeWish.test(text);
  const isQuestion = asks(text, tokens);
  const isHesitant = hesitates(tokens, topic);
  const isOpen = !isHesitant && !isQuestion && !hasReservation(tokens, topic);
  return {
    isQuestion,
    isPoliteWish,
    isYes: isOpen && (thumbs.test(text) || saysYes(tokens)),
    isOrder: isOpen && ordersAfterwards(tokens),
    isHesitant,
  };
}

function hesitates(tokens: readonly Token[], topic: Topic): boolean {
  const neutral = [...neutralSpans(tokens), ...nameSpans(tokens)];
  const counts = (index: number): boolean =>
    !topic.negates(index) && !neutral.some((span) => span.from <= index && index < span.to);
  return (
    tokens.some((token, index) => token.word.endsWith("n't") && counts(index)) ||
    hesitations.some((phrase) => findPhrase(tokens, phrase).some((span) => counts(span.from)))
  );
}

/** "Yes, but in blue": what follows a but must be something known, or a yes itself. */
function hasReservation(tokens: readonly Token[], topic: Topic): boolean {
  return tokens.some((token, index) => {
    if (token.word !== 'but') return false;
    const stop = tokens.findIndex((later, place) => place > index && later.stop !== '' && later.stop !== ',');
    const to = stop === -1 ? tokens.length : stop + 1;
    return !topic.mentions(index + 1, to) && !saysYes(tokens.slice(index + 1, to));
  });
}

function saysYes(tokens: readonly Token[]): boolean {
  const negated = markNegated(tokens);
  const clauses = clausesOf(tokens);
  const isWhole =
    clauses.some((clause) => wholeYes.has(clause)) &&
    clauses.every((clause) => wholeYes.has(clause) || thanks.has(clause));
  return (
    isWhole ||
    [...yesPhrases, ...praise].some((phrase) =>
      findPhrase(tokens, phrase).some(
        (span) => negated[span.from] !== true && (praise.includes(phrase) || opensClause(tokens, span.from)),
      ),
    )
  );
}

function clausesOf(tokens: readonly Token[]): readonly string[] {
  const clauses: string[][] = [[]];
  for (const token of tokens) {
    clauses.at(-1)?.push(token.word);
    if (token.stop !== '') clauses.push([]);
  }
  return clauses.filter((clause) => clause.length > 0).map((clause) => clause.join(' '));
}

function ordersAfterwards(tokens: readonly Token[]): boolean {
  const negated = markNegated(tokens);
  return orders.some((phrase) =>
    findPhrase(tokens, phrase).some(
      ({ from }) => negated[from] !== true && ['and', 'then'].includes(tokens[from - 1]?.word ?? ''),
    ),
  );
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
