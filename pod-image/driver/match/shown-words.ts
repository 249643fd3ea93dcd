import type { AriaNode } from './aria-node.ts';
import { wordsOf } from './tokens.ts';

/** A word that the page shows: in running text, or on something to be pressed. */
export interface ShownWord {
  readonly word: string;
  readonly isOnControl: boolean;
  readonly isStatus: boolean;
  /** True for the first word of a text. */
  readonly isFirst?: boolean;
}

const fields = new Set(['textbox', 'searchbox', 'spinbutton', 'combobox', 'slider', 'listbox']);
const controls = new Set([
  'button',
  'tab',
  'checkbox',
  'radio',
  'switch',
  'option',
  'menuitem',
  'menuitemcheckbox',
  'menuitemradio',
  'treeitem',
]);
const statuses = new Set(['status', 'alert', 'log', 'marquee', 'alertdialog']);

/** A line such as `Milk deleted`, which names what is no longer there. */
const tellsOfTheGone = /\b(?:deleted|removed|discarded|erased)\b/i;

/** A line such as `Loading weather for Lisbon…`, which names what is yet to come. */
const tellsOfTheComing = (text: string, isStatus: boolean): boolean =>
  (isStatus ? /^\p{L}+ing\b/iu : /^(?:loading|searching|fetching|saving|sending)\b/i).test(text) &&
  /(?:…|\.{3})$/.test(text);

/** Whether a value is typed or chosen there. */
export const isField = ({ role }: AriaNode): boolean => fields.has(role);
/** Whether it is there to be pressed. */
export const isControl = ({ role }: AriaNode): boolean => controls.has(role);

/** All words that a part of the page shows, in reading order, without the values of its fields and what is only under way. */
export function shownWords(node: AriaNode, within = { isOnControl: false, isStatus: false }): ShownWord[] {
  if (isField(node)) return [];
  const here = {
    isOnControl: within.isOnControl || isControl(node),
    isStatus: within.isStatus || statuses.has(node.role),
  };
  const below = node.children.flatMap((child) => shownWords(child, here));
  const isLeaf = node.text === '' && below.length === 0;
  // A name that is the text itself would be counted twice; of what only has a name, the name is what is there.
  const own = node.text !== '' ? node.text : isLeaf ? node.name : '';
  return [...wordsSaid(own.trim(), here), ...below];
}

function wordsSaid(text: string, where: { isOnControl: boolean; isStatus: boolean }): ShownWord[] {
  if (!where.isOnControl && tellsOfTheComing(text, where.isStatus)) return [];
  const said = !where.isOnControl && tellsOfTheGone.test(text) ? { ...where, isStatus: true } : where;
  return wordsOf(text).map((word, index) => ({ word, ...said, isFirst: index === 0 }));
}

/** How often a text is shown, word for word. */
export interface Occurrences {
  readonly inText: number;
  readonly onControls: number;
  readonly inStatus: number;
}

/** Counts where a text's words follow each other among shown words. */
export function countShown(shown: readonly ShownWord[], text: string): Occurrences {
  const wanted = wordsOf(text);
  const count = { inText: 0, onControls: 0, inStatus: 0 };
  if (wanted.length === 0) return count;
  for (let start = 0; start + wanted.length <= shown.length; start += 1) {
    if (!isSaidAt(shown, start, wanted)) continue;
    const run = shown.slice(start, start + wanted.length);
    const isTold = run.some(({ isStatus }) => isStatus) && saysMore(shown, start, wanted.length);
    if (isTold) count.inStatus += 1;
    else if (run.some(({ isOnControl }) => isOnControl)) count.onControls += 1;
    else count.inText += 1;
  }
  return count;
}

const isSaidAt = (shown: readonly ShownWord[], start: number, wanted: readonly string[]): boolean =>
  wanted.every((word, offset) => shown[start + offset]?.word === word) && !isOfWhole(shown, start, wanted);

/** `1 packed` is not what `0 of 1 packed` says: there the whole is one, and none of it packed. */
function isOfWhole(shown: readonly ShownWord[], start: number, [amount, state]: readonly string[]): boolean {
  if (!isNumber(amount) || state === undefined || !tellsAState.test(state)) return false;
  const [before, last] = [shown[start - 2], shown[start - 1]];
  if (shown[start]?.isFirst === true || last === undefined) return false;
  return isNumber(last.word) || (last.word === 'of' && last.isFirst !== true && isNumber(before?.word));
}

const isNumber = (word: string | undefined): boolean => word !== undefined && /^\d/.test(word);
const tellsAState = /ed$|^(?:bought|done|eaten|left|open|paid|read|sold|taken|won)$/;

/** A line that tells what happened has other words too; a display that shows just this is no such line. */
const saysMore = (shown: readonly ShownWord[], start: number, length: number): boolean =>
  shown[start - 1]?.isStatus === true || shown[start + length]?.isStatus === true;
