/** A thing on the page as a screen reader is told of it; runs of bare text are nodes of role `text`. */
export interface AriaNode {
  readonly role: string;
  readonly name: string;
  /** What an empty field says of itself. */
  readonly placeholder: string;
  /** Its own text, and for a field the value in it. */
  readonly text: string;
  /** What the driver acts by; bare text has none. */
  readonly ref: string | undefined;
  /** Of a heading, from 1. */
  readonly level: number;
  /** Ticked, pressed or chosen. */
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  /** The pointer says that it can be clicked. */
  readonly isClickable: boolean;
  readonly parent: AriaNode | undefined;
  readonly children: readonly AriaNode[];
}

const maxNodes = 20_000;
const maxDepth = 200;
const maxTextLength = 2_000;

type Loose = Readonly<Record<string, unknown>>;

/** Reads what the browser says of a page; it is the page's own claim, so every part is bounded and anything odd is left out. */
export function readAriaTree(json: unknown): AriaNode {
  const budget = { left: maxNodes };
  const root = { ...blank, role: 'page', children: [] as AriaNode[] };
  root.children.push(...readList(json, root, budget, 0));
  return root;
}

const blank = {
  name: '',
  placeholder: '',
  text: '',
  ref: undefined,
  level: 0,
  isOn: false,
  isDisabled: false,
  isClickable: false,
  parent: undefined,
} as const;

function readList(json: unknown, parent: AriaNode, budget: { left: number }, depth: number): AriaNode[] {
  if (!Array.isArray(json) || depth > maxDepth) return [];
  return json.flatMap((item: unknown) => {
    if (budget.left <= 0) return [];
    budget.left -= 1;
    if (typeof item === 'string') return [textNode(item, parent)];
    return typeof item === 'object' && item !== null ? [readNode(item as Loose, parent, budget, depth)] : [];
  });
}

const textNode = (text: string, parent: AriaNode): AriaNode => ({
  ...blank,
  role: 'text',
  text: bounded(text),
  parent,
  children: [],
});

function readNode(item: Loose, parent: AriaNode, budget: { left: number }, depth: number): AriaNode {
  const node = {
    role: bounded(item.role) || 'generic',
    name: bounded(item.name),
    placeholder: bounded(item.placeholder),
    text: bounded(item.text),
    ref: typeof item.ref === 'string' && /^[a-z0-9]{1,20}$/.test(item.ref) ? item.ref : undefined,
    level: typeof item.level === 'number' ? item.level : 0,
    isOn: [item.checked, item.pressed, item.selected].includes(true),
    isDisabled: item.disabled === true,
    isClickable: item.cursor === 'pointer',
    parent,
    children: [] as AriaNode[],
  };
  node.children.push(...readList(item.children, node, budget, depth + 1));
  return node;
}

const bounded = (value: unknown): string => (typeof value === 'string' ? value.slice(0, maxTextLength) : '');

/** A node and all below it, in reading order. */
export function* nodesOf(node: AriaNode): Generator<AriaNode> {
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

/** From the node's parent up to the page. */
export function* ancestorsOf(node: AriaNode): Generator<AriaNode> {
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) yield parent;
}

/** Whether a node is another or lies in it. */
export function isWithin(node: AriaNode, outer: AriaNode): boolean {
  return node === outer || [...ancestorsOf(node)].includes(outer);
}
