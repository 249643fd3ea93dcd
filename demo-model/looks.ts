import { markNegated } from './understanding/negation.ts';
import { findPhrase, tokenise } from './understanding/tokens.ts';

/** A colour that any app of the catalogue can wear; an app has one at most. */
export interface Look {
  readonly id: string;
  readonly colour: string;
  /** What plans show. */
  readonly title: string;
}

const lookOfColour = (colour: string): Look => ({
  id: `look-${colour}-accent`,
  colour,
  title: `${colour.charAt(0).toUpperCase()}${colour.slice(1)} look`,
});

export const looks: readonly Look[] = ['green', 'blue', 'purple', 'pink', 'orange', 'red', 'teal'].map(
  lookOfColour,
);

/** The file that gives an app its colour. */
export const lookFile = (colour: string): string => `looks/${colour}.css`;

/** Other names for a colour. */
const alsoCalled: Readonly<Record<string, readonly string[]>> = { purple: ['violet'], pink: ['rose'] };

/** How a colour is asked for: "make it green", "in green", "a green theme". */
const wishesFor = (colour: string): readonly string[] => [
  ...['it', 'everything', 'this', 'that', 'app', 'page', 'button', 'design', 'look', 'colour', 'color'].map(
    (thing) => `${thing} ${colour}`,
  ),
  ...['look', 'theme', 'accent', 'colour', 'color', 'design', 'button', 'style', 'please', 'instead'].map(
    (thing) => `${colour} ${thing}`,
  ),
  ...['in', 'to', 'more'].map((word) => `${word} ${colour}`),
];

/** The colour that a text asks for; undefined where it asks for none. */
export function wishedLook(text: string): Look | undefined {
  const tokens = tokenise(text);
  const negated = markNegated(tokens);
  return looks.find(({ colour }) =>
    [colour, ...(alsoCalled[colour] ?? [])].some((name) =>
      wishesFor(name).some((phrase) => findPhrase(tokens, phrase).some(({ from }) => negated[from] !== true)),
    ),
  );
}

/** The look that a plan's words stand for. */
export const lookOf = (words: string): Look | undefined =>
  looks.find(({ title }) => title.toLowerCase() === words.trim().toLowerCase());
