import { createTwoFilesPatch } from 'diff';
import type { ChangedFile } from '../ports/code-host.ts';

/** The unified diff of a pull request, file after file in the order given. */
export function diffPull(files: readonly ChangedFile[]): string {
  return files
    .map((file) => {
      const before = file.before === null ? '/dev/null' : `a/${file.path}`;
      const after = file.after === null ? '/dev/null' : `b/${file.path}`;
      return createTwoFilesPatch(before, after, file.before ?? '', file.after ?? '', '', '', { context: 3 });
    })
    .join('');
}
