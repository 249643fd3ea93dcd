import * as z from 'zod';
import { DependencyRefused } from '../core/errors.ts';
import type { ModelCall, PromptBlock } from '../core/ports/model.ts';
import type { SourceFile } from '../core/wire/draft.ts';

/** A call as the built-in model reads it: what it is asked for, how the answer's tags are marked, and what it is told. */
export interface ReadCall {
  readonly nonce: string;
  /** The first tag that the last instruction names: `app`, `diagnosis`, `reply`, … */
  readonly question: string;
  readonly files: readonly SourceFile[];
  /** A data block by its label; text is taken as it is, everything else as JSON. */
  data<T>(label: string, schema: z.ZodType<T>): T | undefined;
}

const namedTag = /<g-([a-z]{6}) ([a-z-]+)/;

/** Reads what the user's messages hold, the last of which ends with an instruction that names the answer's tags; refuses a call that names none. */
export function readCall(call: ModelCall): ReadCall {
  const blocks = call.messages.flatMap((message) => (message.role === 'user' ? message.blocks : []));
  const [, nonce, question] = namedTag.exec(instructionOf(blocks)) ?? [];
  if (nonce === undefined || question === undefined) {
    throw new DependencyRefused(
      'question_unknown',
      'The built-in demo model found no tag to answer in. End the last message with an instruction that names one.',
    );
  }
  return {
    nonce,
    question,
    files: filesOf(blocks),
    data: (label, schema) => {
      const text = dataOf(blocks, label);
      if (text === undefined) return undefined;
      return schema.parse(schema instanceof z.ZodString ? text : JSON.parse(text));
    },
  };
}

/** A file that was shown twice is what it was shown as last; the block `deleted` names those that are gone since. */
function filesOf(blocks: readonly PromptBlock[]): readonly SourceFile[] {
  const shown = new Map(blocks.flatMap((block) => (block.kind === 'file' ? [[block.path, block.text]] : [])));
  for (const path of dataOf(blocks, 'deleted')?.split('\n') ?? []) shown.delete(path);
  return [...shown].map(([path, content]) => ({ path, content }));
}

function dataOf(blocks: readonly PromptBlock[], label: string): string | undefined {
  return blocks.find((block) => block.kind === 'data' && block.label === label)?.text;
}

function instructionOf(blocks: readonly PromptBlock[]): string {
  const last = blocks.at(-1);
  return last?.kind === 'instruction' ? last.text : '';
}
