import type { SourceFile } from '../wire/draft.ts';
import type { Finding, Policy } from '../wire/policy.ts';

const encoder = new TextEncoder();
/** Written over and over, read by nobody. */
const piece = new Uint8Array(65_536);
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

/** Encodes piece by piece into one buffer: a huge text is not copied, and this is many times quicker than a loop over its characters. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; ) {
    const { read, written } = encoder.encodeInto(at === 0 ? text : text.slice(at), piece);
    at += read;
    bytes += written;
  }
  return bytes;
}
