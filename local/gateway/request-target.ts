import { InputRejected } from '../../core/errors.ts';

/** A request's path and query, percent-decoded exactly once. */
export interface RequestTarget {
  /** As it came, without the query. */
  readonly rawPath: string;
  /** Decoded after splitting, so that an encoded slash stays inside its segment. */
  readonly segments: readonly string[];
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** Reads the request line's target; anything but a path, or a broken percent-encoding, is InputRejected. */
export function parseTarget(target: string): RequestTarget {
  if (!target.startsWith('/'))
    throw new InputRejected('bad_target', 'Ask for a path that starts with a slash.');
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  return {
    rawPath,
    segments: rawPath.slice(1).split('/').map(decode),
    query: rawQuery.split('&').filter(Boolean).map(decodePair),
  };
}

/** The decoded path of a file; dot segments, NUL and backslashes are InputRejected, so that a server of files need not meet them. */
export function filePath(segments: readonly string[]): string {
  const path = `/${segments.join('/')}`;
  const escapes = path.split('/').some((segment) => segment === '.' || segment === '..');
  if (escapes || path.includes('\0') || path.includes('\\')) {
    throw new InputRejected('bad_path', 'Ask for a plain path, without dot segments, backslashes or NUL.');
  }
  return path;
}

function decodePair(pair: string): readonly [string, string] {
  const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
  return [decode(name), decode(value.join('='))];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new InputRejected('bad_encoding', 'Correct the percent-encoding of the address.', { cause });
  }
}
