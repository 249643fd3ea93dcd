import { unescapeText } from '../talk/reply-so-far.ts';

/** What a model is writing, made readable. `path` is the file that it is at, where that is known. */
export interface Writing {
  readonly path: string | undefined;
  readonly text: string;
}

/** Reads the stream of a draft, which is JSON that is not whole: the file that is being written, or else all as it came. For showing alone. */
export function readWriting(streamed: string): Writing {
  const files = [...streamed.matchAll(/"path"\s*:\s*"((?:[^"\\]|\\.)*)"\s*,\s*"content"\s*:\s*"/gs)];
  const last = files.at(-1);
  if (last === undefined) return { path: undefined, text: unescapeText(streamed) };
  const content = /^(?:[^"\\]|\\.)*/s.exec(streamed.slice(last.index + last[0].length))?.[0] ?? '';
  return { path: unescapeText(last[1] ?? ''), text: unescapeText(content) };
}
