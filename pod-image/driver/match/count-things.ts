import { type AriaNode, nodesOf } from './aria-node.ts';
import { countShown, shownWords } from './shown-words.ts';
import { stem } from './word-groups.ts';

/** Things that are counted on the whole page by what they are, and by which roles. */
export const countedRoles: Readonly<Record<string, readonly string[]>> = {
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
  const byRole = countedRoles[stemOf(what)];
  if (byRole !== undefined) {
    const all = nodes.filter(({ role }) => byRole.includes(role)).length;
    return byRole.includes('row') ? [all, ...nodes.filter(isTable).map(dataRows)] : [all];
  }
  const { inText, onControls } = countShown(shownWords(page), what);
  return [inText + onControls, ...(isPlural(what) ? groupSizes(nodes) : [])];
}

const stemOf = (what: string): string =>
  Object.keys(countedRoles).find((word) => stem(word) === stem(what.toLowerCase())) ?? '';

/** Things in general are spoken of in the plural. */
const isPlural = (what: string): boolean => /^\p{L}+s$/u.test(what.trim());

function groupSizes(nodes: readonly AriaNode[]): number[] {
  return nodes.flatMap((node) => {
    if (node.role === 'list' || node.role === 'feed') return [node.children.filter(isItem).length];
    // The rows of a table, or of a part of it: sums stand in a part of their own.
    if (isTable(node)) return [dataRows(node)];
    const articles = node.children.filter(({ role }) => role === 'article').length;
    return articles > 0 ? [articles] : [];
  });
}

const isItem = ({ role }: AriaNode): boolean => role === 'listitem' || role === 'article';

const isTable = ({ role }: AriaNode): boolean => ['table', 'grid', 'rowgroup'].includes(role);

const dataRows = (table: AriaNode): number =>
  [...nodesOf(table)].filter(
    ({ role, children }) =>
      role === 'row' && children.some((cell) => cell.role === 'cell' || cell.role === 'gridcell'),
  ).length;
