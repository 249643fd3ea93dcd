import type { AnswerEvent, AnswerPart, Change, EndedBy, OpenBlock } from './answer-parts.ts';
import type { Tag } from './answer-tag.ts';

interface TextBlock {
  readonly tag: Tag;
  readonly pieces: string[];
}

interface EditBlock {
  readonly path: string;
  readonly changes: Change[];
  find: string | undefined;
  /** True after a closing tag, while another change may still follow. */
  isClosed: boolean;
}

/** The blocks of one answer, as far as they have come. */
export interface Blocks {
  text: TextBlock | undefined;
  edit: EditBlock | undefined;
  events: AnswerEvent[];
}

export const noBlocks = (): Blocks => ({ text: undefined, edit: undefined, events: [] });

const longNames: readonly string[] = ['file', 'edit', 'find', 'put'];

/** True for blocks of a short text, whose tags may share their lines with it. */
export const isShort = ({ name }: Tag): boolean => !longNames.includes(name);

/** Adds text to the open block; outside of blocks it is what the model says aloud. */
export function addText(blocks: Blocks, text: string): void {
  const { text: open, edit, events } = blocks;
  if (open !== undefined) {
    open.pieces.push(text);
    events.push({ kind: 'text', name: open.tag.name, value: open.tag.value, text });
  } else if (edit === undefined) events.push({ kind: 'said', text });
  else if (text.trim() !== '')
    events.push({ kind: 'odd', remark: `Text between the changes of ${edit.path} is left out.` });
}

/** Opens a block, which closes the one before it; `find` and `put` close each other and not their edit. */
export function openBlock(blocks: Blocks, tag: Tag): void {
  if (blocks.text?.tag.name === 'file') {
    const remark = `${blocks.text.tag.value} was ended by the next tag, not by its own.`;
    blocks.events.push({ kind: 'odd', remark });
  }
  endText(blocks, 'opening');
  if (blocks.edit !== undefined && (tag.name === 'find' || tag.name === 'put')) {
    blocks.edit.isClosed = false;
    blocks.text = { tag, pieces: [] };
    return;
  }
  endEdit(blocks, blocks.edit?.isClosed === true ? 'tag' : 'opening');
  begin(blocks, tag);
}

function begin(blocks: Blocks, tag: Tag): void {
  const whole = wholeInTag(tag);
  if (whole !== undefined) {
    blocks.events.push({ kind: 'ended', part: whole, by: 'tag' });
    return;
  }
  if (tag.name === 'edit') blocks.edit = { path: tag.value, changes: [], find: undefined, isClosed: false };
  else blocks.text = { tag, pieces: [] };
  blocks.events.push({ kind: 'began', name: tag.name, value: tag.value });
}

function wholeInTag(tag: Tag): AnswerPart | undefined {
  if (tag.name === 'delete') return { kind: 'delete', path: tag.value };
  return tag.isEmpty ? { kind: 'block', name: tag.name, value: tag.value, text: '' } : undefined;
}

/** Closes what is open, whatever the closing tag is called. */
export function closeBlock(blocks: Blocks): void {
  if (blocks.text === undefined) {
    endEdit(blocks, 'tag');
    return;
  }
  endText(blocks, 'tag');
  if (blocks.edit !== undefined) blocks.edit.isClosed = true;
}

/** Ends the answer: what is open counts only where the answer is whole. */
export function endBlocks(blocks: Blocks, isWhole: boolean): void {
  if (isWhole) endText(blocks, 'end');
  if (isWhole || (blocks.text === undefined && blocks.edit?.isClosed === true)) endEdit(blocks, 'end');
}

/** The block that is open: an edit as a whole, whichever of its changes is. */
export function openOf({ text, edit }: Blocks): OpenBlock | undefined {
  if (edit !== undefined && (text !== undefined || !edit.isClosed)) return { name: 'edit', value: edit.path };
  return text === undefined ? undefined : { name: text.tag.name, value: text.tag.value };
}

function endText(blocks: Blocks, by: EndedBy): void {
  const { text: open, edit } = blocks;
  if (open === undefined) return;
  blocks.text = undefined;
  const { name, value } = open.tag;
  const text = open.pieces.join('');
  if (edit !== undefined && name === 'find') edit.find = text;
  else if (edit !== undefined && name === 'put') {
    edit.changes.push({ find: edit.find ?? '', put: text });
    edit.find = undefined;
  } else {
    const part: AnswerPart =
      name === 'file' ? { kind: 'file', path: value, content: text } : { kind: 'block', name, value, text };
    blocks.events.push({ kind: 'ended', part, by });
  }
}

function endEdit(blocks: Blocks, by: EndedBy): void {
  if (blocks.edit === undefined) return;
  const { path, changes } = blocks.edit;
  blocks.edit = undefined;
  blocks.events.push({ kind: 'ended', part: { kind: 'edit', path, changes }, by });
}
