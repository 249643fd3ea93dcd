import type { Span, Token } from './tokens.ts';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** One place of a pattern: any of these words, `?` once or not at all, `*` any number of times. */
interface Slot {
  readonly among: ReadonlySet<string>;
  readonly times: '1' | '?' | '*';
}
const one = (list: string): Slot => ({ among: words(list), times: '1' });
const maybe = (list: string): Slot => ({ among: words(list), times: '?' });
const any = (list: string): Slot => ({ among: words(list), times: '*' });

const verbalNo = one("don't dont not never can't cannot won't couldn't mustn't shouldn't");

/** Forms with a no in them that refuse nothing. Words are stemmed as tokens are. */
const patterns: readonly (readonly Slot[])[] = [
  // No problem. No further changes. Without any objections.
  [
    maybe('without'),
    one('no any'),
    any('more further other big real need'),
    one('problem worry worrie change objection complaint question issue concern doubt'),
  ],
  // Nothing to add. Nothing else. Nothing fancy.
  [one('nothing'), one('to'), one('add change fix remove')],
  [one('nothing'), one('else more fancy special missing')],
  // Do not forget X. Never skip X. Don't leave X out is two words apart and stays a no.
  [
    verbalNo,
    maybe('you ever'),
    one('forget miss omit skip drop remove lose delete exclude hesitate wait stop'),
    maybe('about to'),
  ],
  [verbalNo, one('leave take'), one('out')],
  // Don't change a thing. I don't mind.
  [verbalNo, one('change'), maybe('a'), one('thing anything')],
  [verbalNo, one('mind')],
  // You didn't include X.
  [one('you'), one("didn't haven't"), one('include included add added put mention list listed')],
  [one('you'), one('did have'), one('not'), one('include included add added put mention list listed')],
  // Not bad. Not only X.
  [one('not'), one('bad only just least')],
  [one('why'), one('not')],
];

/** Names with a no in them that are neither a no nor a yes. */
const names: readonly (readonly Slot[])[] = [[one('drag dragging'), maybe('and n'), one('drop dropping')]];

/** Stretches that hold a no and refuse nothing, with a "no," before them that answers the same question. */
export function neutralSpans(tokens: readonly Token[]): readonly Span[] {
  return tokens.flatMap((_token, from) => {
    const ends = patterns.flatMap((pattern) => matchAt(tokens, from, pattern) ?? []);
    if (ends.length === 0) return [];
    return [{ from: answersBefore(tokens, from) ? from - 1 : from, to: Math.max(...ends) }];
  });
}

/** Stretches that name something by a word which elsewhere says no: whatever is said of them is said around them. */
export function nameSpans(tokens: readonly Token[]): readonly Span[] {
  return tokens.flatMap((_token, from) =>
    names.flatMap((pattern) => {
      const to = matchAt(tokens, from, pattern);
      return to === undefined ? [] : [{ from, to }];
    }),
  );
}

function answersBefore(tokens: readonly Token[], from: number): boolean {
  const previous = tokens[from - 1];
  return tokens[from]?.word === 'no' && previous?.word === 'no' && previous.stop === ',';
}

/** Where a pattern that begins at a token ends, or undefined when it does not stand there; no stop may be within it. */
function matchAt(tokens: readonly Token[], from: number, pattern: readonly Slot[]): number | undefined {
  let at = from;
  for (const { among, times } of pattern) {
    let taken = 0;
    while (hasWord(tokens, at, from, among) && (times === '*' || taken === 0)) {
      at += 1;
      taken += 1;
    }
    if (times === '1' && taken === 0) return undefined;
  }
  return at;
}

function hasWord(tokens: readonly Token[], at: number, from: number, among: ReadonlySet<string>): boolean {
  const word = tokens[at]?.word;
  return word !== undefined && among.has(word) && (at === from || tokens[at - 1]?.stop === '');
}
