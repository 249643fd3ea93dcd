import { type AriaNode, ancestorsOf, isWithin, nodesOf } from './aria-node.ts';
import { likenessOf, nameScore, tellingWords } from './name-score.ts';
import { rowOf } from './row-of.ts';
import { isField, shownWords } from './shown-words.ts';
import { isDeleting } from './word-groups.ts';

/** What is to be done with a control; each takes other roles. */
export type Use = 'click' | 'fill' | 'choose' | 'tick' | 'drag';

const roles: Readonly<Record<Use, ReadonlySet<string>>> = {
  click: new Set([
    'button',
    'link',
    'tab',
    'checkbox',
    'radio',
    'switch',
    'option',
    'treeitem',
    'menuitem',
    'menuitemcheckbox',
    'menuitemradio',
    'gridcell',
    'combobox',
  ]),
  fill: new Set(['textbox', 'searchbox', 'spinbutton', 'combobox', 'slider']),
  choose: new Set(['combobox', 'listbox', 'slider', 'spinbutton', 'textbox']),
  tick: new Set(['checkbox', 'switch', 'radio', 'menuitemcheckbox']),
  drag: new Set<string>(),
};

/** Below this a name is another's. */
const leastScore = 0.3;

/** What to look for, and the control last used, beside which its neighbours are meant. */
export interface Wanted {
  readonly use: Use;
  readonly what: string | readonly string[];
  /** What is to be typed. */
  readonly value?: string | undefined;
  readonly nearRef?: string | undefined;
}

/** The control that is meant, or undefined where none is there; an open dialog wins over what lies behind it. */
export function findControl(page: AriaNode, wanted: Wanted): AriaNode | undefined {
  const dialog = [...nodesOf(page)].filter(({ role }) => role === 'dialog' || role === 'alertdialog').at(-1);
  return (dialog && findWithin(dialog, wanted)) ?? findWithin(page, wanted);
}

/** The alternatives of a step. */
export const alternativesOf = (what: string | readonly string[]): readonly string[] =>
  typeof what === 'string' ? [what] : what;

function findWithin(scope: AriaNode, wanted: Wanted): AriaNode | undefined {
  const nodes = [...nodesOf(scope)].filter(
    (node) => (node.ref !== undefined || isBox(node)) && !node.isDisabled,
  );
  return (
    bestOf(nodes, wanted) ??
    inRowOf(nodes, wanted) ??
    (wanted.use === 'fill' ? soleField(nodes, wanted) : undefined) ??
    (wanted.use === 'click' ? committingButton(nodes, wanted) : undefined)
  );
}

function bestOf(nodes: readonly AriaNode[], wanted: Wanted): AriaNode | undefined {
  const near = nodes.find(({ ref }) => ref === wanted.nearRef);
  const scored = nodes.flatMap((node) => {
    const suits = suitability(node, wanted.use);
    if (suits === 0) return [];
    const score = Math.max(...alternativesOf(wanted.what).map((what) => scoreOf(node, what))) * suits;
    return score < leastFor(suits) ? [] : [{ node, score: score + closeness(node, near) }];
  });
  return scored.toSorted((left, right) => right.score - left.score)[0]?.node;
}

/** A control is taken before what the pointer alone says can be clicked, and that before bare text. */
function suitability(node: AriaNode, use: Use): number {
  if (use === 'fill' && hasOptions(node)) return 0;
  if (roles[use].has(node.role)) return 1;
  if (use === 'click') return node.isClickable ? 0.9 : 0.6;
  if (use === 'drag') return 1;
  return use === 'tick' && node.isClickable ? 0.9 : 0;
}

/** Bare text is clicked only where it says just that. */
const leastFor = (suits: number): number => (suits === 0.6 ? 0.55 : leastScore);

/** What is ticked; one that only its label draws cannot be pointed at, but used by its keys. */
export const isBox = ({ role }: AriaNode): boolean => ['checkbox', 'radio', 'switch'].includes(role);

const hasOptions = (node: AriaNode): boolean => node.children.some(({ role }) => role === 'option');

/** Of two that answer to one name, the one nearer to what was last used. */
function closeness(node: AriaNode, near: AriaNode | undefined): number {
  if (near === undefined) return 0;
  let distance = 0;
  for (const ancestor of ancestorsOf(near)) {
    if (isWithin(node, ancestor)) return 0.04 / (1 + distance);
    distance += 1;
  }
  return 0;
}

/** What a control is called: its name, else its words, else the text right before it. */
export function calledBy(node: AriaNode): string {
  if (node.name !== '') return node.name;
  const words = shownWords(node)
    .map(({ word }) => word)
    .join(' ');
  if (words !== '') return words;
  const siblings = node.parent?.children ?? [];
  const before = siblings[siblings.indexOf(node) - 1];
  return before?.text || before?.name || '';
}

function scoreOf(node: AriaNode, what: string): number {
  const name = calledBy(node);
  const names = [name, node.placeholder, isField(node) ? '' : node.text];
  const score = Math.max(...names.map((text) => nameScore(what, text)), rowScore(node, what, name));
  return takesAway(name, what) || onlySearches(node, what) || onlySkips(node, what) ? 0 : score;
}

/** `Skip to the messages`, which stands outside the page until a keyboard comes to it. */
const onlySkips = (node: AriaNode, what: string): boolean =>
  node.role === 'link' && skips(node.name) && !skips(what);

const skips = (text: string): boolean => /^(?:skip|jump) to\b/i.test(text);

/** A field that says it searches is not where something new is written. */
function onlySearches(node: AriaNode, what: string): boolean {
  return isField(node) && searches(calledBy(node)) && !searches(what);
}

const searches = (text: string): boolean => likenessOf(['search'], tellingWords(text))[0] !== 0;

/** A name with a deleting word that nobody asked for is never meant. */
function takesAway(name: string, what: string): boolean {
  const wanted = tellingWords(what);
  const unasked = tellingWords(name).filter((word) => isDeleting(word));
  return unasked.some((word) => likenessOf([word], wanted)[0] === 0);
}

/** `Delete Milk` is the control called Remove in Milk's row: each word is the control's or the row's, and one at least the control's. */
function rowScore(node: AriaNode, what: string, name: string): number {
  const wanted = tellingWords(what);
  if (wanted.length < 2) return 0;
  const own = likenessOf(wanted, tellingWords(name));
  if (own.every((likeness) => likeness === 0)) return 0;
  const rest = wanted.filter((_, index) => own[index] === 0);
  return rest.length > 0 && isShownIn(rowOf(node), rest) ? 0.85 : 0;
}

const isShownIn = (part: AriaNode, words: readonly string[]): boolean => {
  const shown = new Set([...shownWords(part).map(({ word }) => word), ...tellingWords(part.name)]);
  return words.every((word) => shown.has(word));
};

/** `tick Milk` is the one box, or else the button that says done, in Milk's row; a row's words name its only control of a kind. */
function inRowOf(nodes: readonly AriaNode[], { use, what }: Wanted): AriaNode | undefined {
  if (use !== 'tick') return undefined;
  return alternativesOf(what)
    .map((text) => {
      const inRow = nodes.filter((node) => isMarkable(node) && isShownIn(rowOf(node), tellingWords(text)));
      return inRow.find(({ role }) => roles.tick.has(role)) ?? inRow[0];
    })
    .find((node) => node !== undefined);
}

const isMarkable = (node: AriaNode): boolean =>
  roles.tick.has(node.role) ||
  (node.role === 'button' && (nameScore('done', calledBy(node)) > 0 || calledBy(node) === ''));

/** A sole field needs no name, nor the only one that takes the value: words do not go into a field for numbers. */
function soleField(nodes: readonly AriaNode[], { what, value }: Wanted): AriaNode | undefined {
  const fields = nodes.filter(
    (node) =>
      suitability(node, 'fill') > 0 &&
      node.role !== 'slider' &&
      (alternativesOf(what).some(searches) || (node.role !== 'searchbox' && !searches(calledBy(node)))),
  );
  const forWords = fields.filter(({ role }) => role !== 'spinbutton');
  const isWord = value !== undefined && !/^[\d\s.,:/+-]*$/.test(value);
  const fitting = isWord ? forWords : fields;
  return fitting.length === 1 ? fitting[0] : undefined;
}

const committing = ['add', 'save', 'create', 'submit', 'send', 'post', 'ok', 'done', 'publish'];
const leaving = ['cancel', 'close', 'back', 'delete'];

/** Where a form is to be sent, its only button that does not leave it, whatever it is called. */
function committingButton(nodes: readonly AriaNode[], { what, nearRef }: Wanted): AriaNode | undefined {
  const near = nodes.find(({ ref }) => ref === nearRef);
  const isCommit = alternativesOf(what).some(
    (text) => likenessOf(tellingWords(text).slice(0, 1), committing)[0] !== 0,
  );
  if (near === undefined || !isCommit) return undefined;
  for (const ancestor of ancestorsOf(near)) {
    const buttons = [...nodesOf(ancestor)].filter(({ role }) => role === 'button');
    const sending = buttons.filter(
      (button) => !likenessOf(tellingWords(calledBy(button)), leaving).some((likeness) => likeness > 0),
    );
    if (buttons.length > 0) return sending.length === 1 && !sending[0]?.isDisabled ? sending[0] : undefined;
  }
  return undefined;
}
