import { type AriaNode, nodesOf } from './aria-node.ts';
import { nameScore } from './name-score.ts';
import { rowOf } from './row-of.ts';
import { countShown, isControl, isField, shownWords } from './shown-words.ts';

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

/** The part of the page that a text names: by its own name, or as what stands around the heading or words that say it. */
export function findRegion(page: AriaNode, what: string): AriaNode | undefined {
  const nodes = [...nodesOf(page)];
  const named = nodes
    .filter((node) => containers.has(node.role) && node.name !== '')
    .map((node) => ({ node, score: nameScore(what, node.name) }))
    .filter(({ score }) => score >= 0.6)
    .toSorted((left, right) => right.score - left.score)[0];
  if (named !== undefined) return named.node;
  const label = labelOf(nodes, what);
  return label && rowOf(label);
}

/** The smallest thing that shows the words; a heading before other text. */
export function labelOf(nodes: readonly AriaNode[], what: string): AriaNode | undefined {
  const showing = nodes.filter((node) => !isControl(node) && !isField(node) && shows(node, what));
  const smallest = showing.filter((node) => !node.children.some((child) => shows(child, what)));
  return smallest.find(({ role }) => role === 'heading') ?? smallest[0];
}

const shows = (node: AriaNode, what: string): boolean => {
  const { inText, onControls, inStatus } = countShown(shownWords(node), what);
  return inText + onControls + inStatus > 0;
};
