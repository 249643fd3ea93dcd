import type { SourceFile } from '../../core/wire/draft.ts';
import type { ReviewFinding } from '../../core/wire/skill.ts';

const maxTotalBytes = 100 * 1024;
const maxFileBytes = 60 * 1024;

const sizeBytes = (file: SourceFile): number => new TextEncoder().encode(file.content).length;
const kilobytes = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KB`;

/** Whether what a visitor loads stays under 100 KB, and which file is the heavy one. */
export function reviewSize(shipped: readonly SourceFile[]): ReviewFinding[] {
  const loaded = shipped.filter((file) => !/(?:\.md|^package\.json|\.py)$/.test(file.path));
  const totalBytes = loaded.reduce((sum, file) => sum + sizeBytes(file), 0);
  const heavy = loaded
    .filter((file) => sizeBytes(file) > maxFileBytes)
    .map(
      (file): ReviewFinding => ({
        severity: 'note',
        path: file.path,
        message: `${kilobytes(sizeBytes(file))} in one file.`,
      }),
    );
  if (totalBytes <= maxTotalBytes) return heavy;
  const message = `${kilobytes(totalBytes)} are shipped before compression; under ${kilobytes(maxTotalBytes)} loads well everywhere.`;
  return [{ severity: 'warn', message }, ...heavy];
}
