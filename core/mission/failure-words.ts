import type { Failure, FailureKind } from '../wire/mission.ts';

/** What only whoever runs or mends Gantry can read: variables, ids, digests, codes, files, addresses, names of errors, rules and stages. */
const technical: readonly RegExp[] = [
  /\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/,
  /\b(?:msn|app|usr|pod|ses|key)_[0-9a-zA-Z]{6,}/,
  /\b[0-9a-f]{12,}\b/,
  /\bexit(?:ed|s)? (?:with )?(?:code )?\d|\bended with \d|\bSIG[A-Z]{3,}\b/,
  /\b[\w-]+\.(?:[cm]?[jt]sx?|json|ya?ml|md|py|html?|css|sql|toml|txt|log)\b/i,
  /https?:\/\/|(?:^|[\s(])\.{0,2}\/\w|\b(?:GET|POST|PUT|PATCH|DELETE) \//,
  /\b[A-Z][a-z]\w*(?:Error|Exception|Failed|Refused|Lost|Timeout|Timedout)\b|\bStates\.|\bLambda\./,
  /\brule [a-z0-9]+(?:-[a-z0-9]+)+\b/i,
  /\b(?:draft|heal|gate|deploy|check|publish|launch|review|receive)-(?:app|draft|live|pod|report)\b/,
  /`/,
  /\b(?:node|python|npm|npx|bwrap|docker) -{0,2}[a-z]+\b/,
];

/** A whole sentence: what a program says of itself seldom is one. */
const whole = /^["“‘'(]?[\p{Lu}\d].*[.!?…]["”’')]?$/su;

const isPlain = (sentence: string): boolean =>
  whole.test(sentence) && !technical.some((pattern) => pattern.test(sentence));

/** A text as its sentences. */
export function sentencesOf(text: string): readonly string[] {
  const sentences = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text);
  return Array.from(sentences, ({ segment }) => segment.trim()).filter((sentence) => sentence !== '');
}

/** What did not work, where nothing better is known: by the step for the app's own failures, and for those of services by what they were for. */
const byStep: Readonly<Record<string, string>> = {
  install: 'The packages of the app could not be installed.',
  types: 'The parts of the app do not fit together.',
  test: 'The app does not pass its own tests.',
  build: 'The app could not be built.',
  smoke: 'The app does not open as it should.',
  boot: 'The app does not open as it should.',
  accept: 'The app does not do what was asked for.',
  outside: 'The app expects another answer of a service than it really gives.',
  'gate-draft': 'The app contains something that is not allowed here.',
  specify: 'Gantry could not settle what the app should do.',
  'draft-app': 'The app could not be written.',
  'heal-app': 'The app could not be mended.',
  'launch-pod': 'The build could not be started.',
  'deploy-app': 'The app is tested, but it could not be put online.',
  'check-live': 'The app is tested, but it was not seen online.',
  'publish-app': 'The app is tested, but its pull request could not be opened.',
};

const byKind: Readonly<Record<FailureKind, string>> = {
  code: 'The app does not work yet.',
  resource: 'The app needs more than it may have.',
  policy: 'The app contains something that is not allowed here.',
  budget: 'The budget for this is spent.',
  provider: 'A service that Gantry needs did not work.',
  unsupported: 'This cannot be built here.',
};

/** What is said of heals that did not help. */
export const healNotes = {
  repeated: 'The same failure came back after two heals.',
  pod: (most: number): string => `It was mended ${most} times without success.`,
  gate: (most: number): string => `It was sent back ${most} times without success.`,
} as const;
const note =
  /(?:The same failure came back after two heals|It was (?:mended|sent back) \d+ times without success)\.$/;

/**
 * A failure for the person who asked: what does not work, in their terms. What only whoever mends it can read stands in the failure itself. An
 * app's own failures are told by their step, since their messages are made for its author; all others in their own words, as far as those are
 * plain.
 */
export function sayFailure(failure: Failure): string {
  const known = byStep[failure.step] ?? byKind[failure.kind];
  if (failure.kind === 'code' && failure.step !== 'accept')
    return [known, note.exec(failure.message)?.[0] ?? ''].join(' ').trim();
  return sayPlainly(failure.kind === 'unsupported' ? ended(failure.message) : failure.message, known);
}

/** Nobody is told more than this, and what is longer costs nobody's time. */
const maxRead = 4_000;

/** A model's words may come without their full stop. */
const ended = (text: string): string => (/[\p{L}\d]$/u.test(text.trim()) ? `${text.trim()}.` : text);

function sayPlainly(message: string, known: string): string {
  const sentences = sentencesOf(message.slice(0, maxRead));
  const plain = sentences.filter(isPlain);
  if (plain.length === sentences.length && plain.length > 0) return plain.join(' ');
  const [first] = sentences;
  const begun = first !== undefined && first === plain[0] ? plain : [known, ...plain];
  return [...begun, 'The mission’s page says more.'].join(' ');
}
