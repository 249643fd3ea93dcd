import { type AriaNode, nodesOf } from './aria-node.ts';
import { countShown, shownWords } from './shown-words.ts';
import { stem } from './word-groups.ts';

const roleWords: Readonly<Record<string, readonly string[]>> = {
  heading: ['heading'],
  button: ['button'],
  image: ['img'],
  picture: ['img'],
  link: ['link'],
  row: ['row'],
  checkbox: ['checkbox'],
  tab: ['tab'],
};

/**
 * Every number that a person could mean by "how many of these are there": how often a text is shown; and, for a word that is not on
 * the page as a thing of its own (tasks, entries), how many items its lists and rows its tables hold.
 */
export function countsOf(page: AriaNode, what: string): number[] {
  const nodes = [...nodesOf(page)];
  const byRole = roleWords[stemOf(what)];
  if (byRole !== undefined) return [nodes.filter(({ role }) => byRole.includes(role)).length];
  const { inText, onControls } = countShown(shownWords(page), what);
  return [inText + onControls, ...(isPlural(what) ? groupSizes(nodes) : [])];
}

const stemOf = (what: string): string =>
  Object.keys(roleWords).find((word) => stem(word) === stem(what.toLowerCase())) ?? '';

/** Things in general are spoken of in the plural. */
const isPlural = (what: string): boolean => /^\p{L}+s$/u.test(what.trim());

function groupSizes(nodes: readonly AriaNode[]): number[] {
  return nodes.flatMap((node) => {
    if (node.role === 'list' || node.role === 'feed') return [node.children.filter(isItem).length];
    // The rows of a table, or of a part of it: sums stand in a part of their own.
    if (['table', 'grid', 'rowgroup'].includes(node.role)) return [dataRows(node)];
    const articles = node.children.filter(({ role }) => role === 'article').length;
    return articles > 0 ? [articles] : [];
  });
}

const isItem = ({ role }: AriaNode): boolean => role === 'listitem' || role === 'article';

const dataRows = (table: AriaNode): number =>
  [...nodesOf(table)].filter(
    ({ role, children }) =>
      role === 'row' && children.some((cell) => cell.role === 'cell' || cell.role === 'gridcell'),
  ).length;
