import type { Attempt } from '../mission/attempt.ts';
import type { WritingStart } from '../mission/stream-writing.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { Progress } from '../skill/author-progress.ts';
import { noProgress, progressSchema } from '../skill/author-progress.ts';
import { collectWritten } from './collect-written.ts';
import { loadPartials } from './draft-store.ts';

/** The keys of what an attempt kept of its answers, first to last. */
export function partialKeys({
  passes,
  rejections,
}: Pick<Attempt, 'passes' | 'rejections'>): readonly string[] {
  return [...passes, ...rejections]
    .toSorted((left, right) => left.pass - right.pass)
    .map(({ partial_key }) => partial_key);
}

/** Answers of an attempt that were not its last; the next one's number is one more. */
export function answersSoFar({ passes, rejections }: Pick<Attempt, 'passes' | 'rejections'>): number {
  return passes.length + rejections.length;
}

/** How far an attempt has come by the last of these keys. What version 0.1 kept there cannot be continued: nothing is lost but a repeat. */
export const loadProgress =
  (deps: { readonly objects: ObjectStore }) =>
  async (keys: readonly string[], signal: AbortSignal): Promise<Progress> => {
    const last = keys.at(-1);
    if (last === undefined) return noProgress;
    const [text] = await loadPartials(deps)([last], signal);
    const parsed = progressSchema.safeParse(parseOrNothing(text));
    return parsed.success ? parsed.data : noProgress;
  };

function parseOrNothing(text: string | undefined): unknown {
  try {
    return JSON.parse(text as string);
  } catch {
    return undefined;
  }
}

/** Files that have arrived and that are planned, for who watches the next answer come. */
export function writingStart({ parts }: Progress): WritingStart {
  const { written } = collectWritten(parts);
  const files = written.files.length + written.edits.length;
  return { files, planned: Math.max(files, written.app?.files.length ?? 0) };
}
