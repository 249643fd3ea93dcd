import { isToolName } from '../../core/draft/obeyed-names.ts';

const maximumPathBytes = 512;
const maximumSegmentBytes = 200;
const encoder = new TextEncoder();

/**
 * Says why a path must not be written, or undefined when it may. The gate has said so before; the pod asks again because it trusts
 * nobody's paths. Holds for a list when each path passes and {@link findPathClash} finds nothing.
 */
export function whyUnsafePath(path: string): string | undefined {
  if (path === '' || encoder.encode(path).length > maximumPathBytes) return 'is empty or too long';
  if (path.startsWith('/') || path.includes('\\')) return 'is not a relative POSIX path';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'holds a control character';
  if (path !== path.normalize('NFC')) return 'is not in NFC';
  return path.split('/').map(whyUnsafeSegment).find(Boolean);
}

function whyUnsafeSegment(segment: string): string | undefined {
  if (segment === '' || segment === '.' || segment === '..') return 'has an empty, `.` or `..` segment';
  if (segment.toLowerCase() === '.git') return 'reaches into .git';
  if (isToolName(segment)) return 'lies where tools keep packages';
  if (encoder.encode(segment).length > maximumSegmentBytes) return 'has a segment that is too long';
  return undefined;
}

/** The first path that another one shadows: equal ignoring case, or a file where the other needs a folder. */
export function findPathClash(paths: readonly string[]): string | undefined {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const key = path.toLowerCase();
    if (files.has(key) || folders.has(key)) return path;
    files.add(key);
    for (const folder of parentFolders(key)) {
      if (files.has(folder)) return path;
      folders.add(folder);
    }
  }
  return undefined;
}

function parentFolders(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
