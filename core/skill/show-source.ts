import type { PromptBlock } from '../ports/model.ts';
import type { SourceFile } from '../wire/draft.ts';

/** An app's files as blocks, the last of them a point that the cache keeps, and after them what became of them since. */
export function showSource(
  source: readonly SourceFile[],
  changed: readonly { readonly path: string; readonly content: string | null }[],
): readonly PromptBlock[] {
  if (source.length === 0) return [];
  const files = source.map(({ path, content }, index): PromptBlock => {
    const block = { kind: 'file', path, text: content } as const;
    return index === source.length - 1 ? { ...block, isCached: true } : block;
  });
  const gone = changed.flatMap(({ path, content }) => (content === null ? [path] : []));
  const now = changed.flatMap(({ path, content }): PromptBlock[] =>
    content === null ? [] : [{ kind: 'file', path, text: content }],
  );
  return [
    { kind: 'instruction', text: "The app's files, whole:" },
    ...files,
    ...(now.length === 0 ? [] : [changedSince]),
    ...now,
    ...(gone.length === 0
      ? []
      : [goneSince, { kind: 'data', label: 'deleted', text: gone.join('\n') } as const]),
  ];
}

const changedSince: PromptBlock = {
  kind: 'instruction',
  text: 'These files were changed since; what follows is how they are now, and what counts:',
};
const goneSince: PromptBlock = { kind: 'instruction', text: 'These files are gone:' };

/** What an author's task is, as a block that no person wrote. */
export const taskBlock = (task: readonly string[]): PromptBlock => ({
  kind: 'instruction',
  text: task.join('\n\n'),
});
