import { type AriaNode, ancestorsOf, isWithin, nodesOf } from './aria-node.ts';
import { nameScore, tellingWords } from './name-score.ts';
import { isRow, rowOf } from './row-of.ts';
import { countShown, isControl, isField, shownWords } from './shown-words.ts';
import { wordsOf } from './tokens.ts';

const containers = new Set([
  'region',
  'list',
  'group',
  'table',
  'grid',
  'tabpanel',
  'dialog',
  'row',
  'listitem',
  'article',
  'form',
  'complementary',
  'section',
  'figure',
  'generic',
  'status',
  'timer',
  'img',
  'application',
  'meter',
  'progressbar',
  'canvas',
]);

/** What only draws: words may name it, and none stand in it. */
const drawn = new Set(['img', 'meter', 'progressbar', 'canvas']);

/** The part of the page that a text names, be it only drawn: by its own name, or as what stands around the heading or words that say it. */
export function findRegion(page: AriaNode, what: string): AriaNode | undefined {
  const nodes = [...nodesOf(page)];
  const named = namedPart(nodes, what);
  if (named !== undefined) return named;
  const label = labelOf(nodes, what);
  return label && rowOf(label);
}

/**
 * The part of the page that a text names, to look for words in: never a picture, a meter or a group of nothing but controls where a label
 * says the same, but what holds that and more.
 */
export function findPart(page: AriaNode, what: string): AriaNode | undefined {
  const nodes = [...nodesOf(page)];
  const named = namedPart(
    nodes.filter(({ role }) => !drawn.has(role)),
    what,
  );
  const title = titleBefore(named, nodes, what);
  if (title !== undefined) return partAround(title, what);
  if (named !== undefined && !isBare(named)) return named;
  const others = nodes.filter((node) => node !== named);
  const label = labelOf(others, what) ?? labelLike(others, what);
  return label === undefined ? (named ?? namedPart(nodes, what)) : partAround(label, what);
}

const namedPart = (nodes: readonly AriaNode[], what: string): AriaNode | undefined =>
  bestNamed(
    nodes.filter(({ role }) => containers.has(role)),
    what,
    ({ name }) => name,
  );

/** The heading of just these words, which comes before a part whose name only holds them: `Coming` before `Do you come?`. */
function titleBefore(
  named: AriaNode | undefined,
  nodes: readonly AriaNode[],
  what: string,
): AriaNode | undefined {
  if (named === undefined || nameScore(what, named.name) === 1) return undefined;
  return nodes.find((node) => node.role === 'heading' && saysJust(node, what));
}

const bestNamed = (
  nodes: readonly AriaNode[],
  what: string,
  nameOf: (node: AriaNode) => string,
): AriaNode | undefined =>
  nodes
    .map((node) => ({ node, score: nameScore(what, nameOf(node)) }))
    .filter(({ score }) => score >= 0.6)
    .toSorted((left, right) => right.score - left.score)[0]?.node;

/** A canvas, or another part without anything in it, and a row of controls. */
const isBare = (part: AriaNode): boolean =>
  isRowOfControls(part) || (part.role === 'generic' && part.text === '' && part.children.length === 0);

/** What steps a number up and down, say; a list without items is still the part that is meant. */
const isRowOfControls = ({ role, text, children }: AriaNode): boolean =>
  ['group', 'generic'].includes(role) && text === '' && children.length > 0 && children.every(isOfControls);

const isOfControls = (node: AriaNode): boolean => isControl(node) || isField(node) || isRowOfControls(node);

/** What a label stands in; where that holds nothing but pictures beside it, the next larger part that does. A row that says more is all of it. */
function partAround(label: AriaNode, what: string): AriaNode {
  const saysMore = shownWords(label).length > wordsOf(what).length;
  if (saysMore && isRow(label)) return label;
  const row = rowOf(label);
  if (saysMore || label.role === 'heading') return row;
  return [row, ...ancestorsOf(row)].find((part) => holdsMore(part, label)) ?? row;
}

const holdsMore = (part: AriaNode, label: AriaNode): boolean =>
  [...nodesOf(part)].some(
    (node) =>
      !isWithin(node, label) &&
      !isWithin(label, node) &&
      !drawn.has(node.role) &&
      (node.text !== '' || node.name !== '' || node.ref !== undefined),
  );

/** The smallest thing that shows the words: a heading before other text, what says just that before what says more, and a picture last. */
export function labelOf(nodes: readonly AriaNode[], what: string): AriaNode | undefined {
  const showing = nodes.filter((node) => !isControl(node) && !isField(node) && shows(node, what));
  const smallest = showing.filter((node) => !node.children.some((child) => shows(child, what)));
  const headings = smallest.filter(({ role }) => role === 'heading');
  const texts = smallest.filter(({ role }) => !drawn.has(role));
  const labels = headings.length > 0 ? headings : texts;
  return labels.find((node) => saysJust(node, what)) ?? labels[0] ?? smallest[0];
}

/** The text that answers best to a name that nothing shows word for word: `10:00` to `10`. */
const labelLike = (nodes: readonly AriaNode[], what: string): AriaNode | undefined =>
  bestNamed(
    nodes.filter((node) => !isControl(node) && !isField(node)),
    what,
    ({ role, name, text }) => text || (role === 'heading' ? name : ''),
  );

/** Numbers beside it are its value or how many it holds. */
function saysJust(node: AriaNode, what: string): boolean {
  const shown = shownWords(node).map(({ word }) => word);
  return node.role !== 'link' && lettersOf(shown.join(' ')) === lettersOf(what);
}

const lettersOf = (text: string): string =>
  tellingWords(text)
    .filter((word) => /\p{L}/u.test(word))
    .join(' ');

const shows = (node: AriaNode, what: string): boolean => {
  const { inText, onControls, inStatus } = countShown(shownWords(node), what);
  return inText + onControls + inStatus > 0;
};
