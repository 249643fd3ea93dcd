import type { SourceFile } from '../wire/draft.ts';
import type { Finding, Policy } from '../wire/policy.ts';

/** Beyond so many times a limit a draft is no slip of a model but a bomb, and is denied. */
const bombFactor = 4;

/** Judges the number of files, each file's UTF-8 bytes and their sum; a little too much is `fix`, far too much is denied. */
export function judgeSizes(files: readonly SourceFile[], limits: Policy['limits']): Finding[] {
  const sizes = files.map((file) => ({ path: file.path, sizeBytes: utf8Length(file.content) }));
  const totalBytes = sizes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return [
    ...over('size-files', files.length, limits.files, 'files', 'Make fewer, larger files.'),
    ...over('size-total', totalBytes, limits.total_bytes, 'bytes in all', 'Leave out data and assets.'),
    ...sizes.flatMap(({ path, sizeBytes }) =>
      over('size-file', sizeBytes, limits.file_bytes, 'bytes in a file', 'Split it, or leave data out.').map(
        (finding) => ({
          ...finding,
          path,
        }),
      ),
    ),
  ];
}

function over(rule: string, actual: number, limit: number, unit: string, advice: string): Finding[] {
  if (actual <= limit) return [];
  const severity = actual > limit * bombFactor ? 'deny' : 'fix';
  return [{ rule, severity, why: `${actual} ${unit} are over the limit of ${limit}. ${advice}` }];
}

/** Counts without encoding: a huge text must not be copied to be measured. Half a surrogate pair counts three, as it is encoded. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 || isPaired(text, index, unit) ? 1 : 2;
  }
  return bytes;
}

function isPaired(text: string, index: number, unit: number): boolean {
  if (unit >= 0xd800 && unit < 0xdc00) return (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
  return unit >= 0xdc00 && unit < 0xe000 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800;
}
