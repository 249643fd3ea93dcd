const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '', b: '', f: '' };

/**
 * What of a reply can be shown while it is being written. A model answers through a tool, perhaps after some words, so what streams is JSON that
 * is not whole yet: only its `reply` is for people, and until it begins the words are. For showing alone; the result that follows is what counts.
 */
export function replySoFar(streamed: string): string {
  const tool = streamed.search(/\{\s*(?:"|$)/);
  if (tool === -1) return streamed;
  const written = /"reply"\s*:\s*"((?:[^"\\]|\\.)*)/s.exec(streamed.slice(tool))?.[1];
  return written === undefined ? streamed.slice(0, tool).trimEnd() : unescapeText(written);
}

/** The text of a JSON string's inside, also of one that is cut off in the middle of an escape. */
export function unescapeText(inside: string): string {
  return inside
    .replace(/\\(?:u[0-9a-fA-F]{0,3})?$/, '')
    .replaceAll(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_whole, code: string | undefined, sign: string) =>
      code === undefined ? (escapes[sign] ?? sign) : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
