import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';

const memoSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  memo: z.string().min(1),
  /** What a person would look for in the app, which no machine judges here. */
  look_for: z.array(z.string().min(1)).min(1),
});
export type Memo = z.infer<typeof memoSchema>;

/** The memos of eval/memos.yaml, or those of these names; throws where there is none of a name. */
export function readMemos(names: readonly string[]): readonly Memo[] {
  const text = readFileSync(new URL('memos.yaml', import.meta.url), 'utf8');
  const memos = z.array(memoSchema).parse(parse(text));
  if (names.length === 0) return memos;
  return names.map((name) => {
    const found = memos.find((memo) => memo.name === name);
    if (found === undefined)
      throw new Error(`There is no memo ${name}; there are ${memos.map((memo) => memo.name).join(', ')}.`);
    return found;
  });
}
