import { type AriaNode, ancestorsOf, isWithin, nodesOf } from './aria-node.ts';

/** Whether a thing is a row by what it is. */
export const isRow = ({ role }: AriaNode): boolean => rowRoles.has(role);

const rowRoles = new Set(['row', 'listitem', 'article', 'option', 'treeitem', 'menuitem']);

/**
 * What belongs together around a node: the row, the list's item, the card or the column that it stands in. Found by role where
 * there is one, else as the largest part of the page beside which another of the same shape stands.
 */
export function rowOf(node: AriaNode): AriaNode {
  if (node.role === 'heading') return sectionOf(node);
  const path: AriaNode[] = [node];
  for (const ancestor of ancestorsOf(node)) {
    const inner = path.at(-1) ?? node;
    if (rowRoles.has(inner.role) && inner !== node) return inner;
    if (isMore(inner, node) && hasPeer(ancestor, inner, path)) return inner;
    path.push(ancestor);
  }
  return path.find((part) => part !== node && part.children.length > 1) ?? node.parent ?? node;
}

/** What a heading stands over: all around it up to the next of its kind, or what follows it up to there. */
function sectionOf(heading: AriaNode): AriaNode {
  const isPeer = (other: AriaNode): boolean =>
    other !== heading && other.role === 'heading' && other.level <= heading.level;
  let inner = heading;
  for (const ancestor of ancestorsOf(heading)) {
    if ([...nodesOf(ancestor)].some(isPeer)) return inner === heading ? runAfter(heading, isPeer) : inner;
    inner = ancestor;
  }
  return inner;
}

/** A heading with its siblings up to the next that is, or holds, its peer. */
function runAfter(heading: AriaNode, isPeer: (other: AriaNode) => boolean): AriaNode {
  const siblings = heading.parent?.children ?? [];
  const after = siblings.slice(siblings.indexOf(heading) + 1);
  const end = after.findIndex((sibling) => [...nodesOf(sibling)].some(isPeer));
  const children = [heading, ...(end === -1 ? after : after.slice(0, end))];
  return { ...heading, role: 'generic', name: '', text: '', ref: undefined, children };
}

/** A part that holds nothing else is still the thing itself. */
const isMore = (part: AriaNode, node: AriaNode): boolean =>
  part !== node && [...nodesOf(part)].some((other) => isElse(other, node));

const isElse = (other: AriaNode, node: AriaNode): boolean =>
  !isWithin(node, other) &&
  !isWithin(other, node) &&
  (other.text !== '' || other.name !== '' || other.ref !== undefined);

/** Whether a sibling has a node of the same role at the same place within it. */
function hasPeer(parent: AriaNode, inner: AriaNode, path: readonly AriaNode[]): boolean {
  const roles = path.map(({ role }) => role).toReversed();
  return parent.children.some((sibling) => sibling !== inner && holdsPath(sibling, roles));
}

function holdsPath(node: AriaNode, [role, ...rest]: readonly string[]): boolean {
  if (node.role !== role) return false;
  return rest.length === 0 || node.children.some((child) => holdsPath(child, rest));
}
