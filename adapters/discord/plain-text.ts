/**
 * What Discord's markdown would take for markup, and addresses, which it shows as they are: a backslash in one would break the link. Only an
 * address with a plain host counts as one, so that nothing hides in it. An address ends before `<` and would swallow a backslash there, so
 * that the two are kept apart.
 */
const special =
  /((?<=https?:\/\/[^\s<]*)<)|(https?:\/\/[A-Za-z\d.-]+(?:[:/?#][^\s<]*)?(?<![.,:;"')\]]))|(?<=^[ \t]*)[#>+-]|(?<=^[ \t]*\d+)[.)]|:(?=[\w+-]+:)|@(?=everyone|here)|[\\*_~`|[<]/gm;

/** Parts that are shown or left out as a whole. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  let done = 0;
  for (const { 0: found, 1: glued, 2: address, index } of text.matchAll(special)) {
    const apart = glued === undefined ? '' : ' ';
    parts.push(...text.slice(done, index), address ?? `${apart}\\${found}`);
    done = index + found.length;
  }
  return [...parts, ...text.slice(done)];
}

/** A text that Discord shows as it is, markup of nobody's in it, cut to `max` UTF-16 units. */
export function plainText(text: string, max: number): string {
  const parts = partsOf(text.slice(0, max + 1).toWellFormed());
  const whole = parts.join('');
  if (whole.length <= max) return whole;
  let cut = '';
  for (const part of parts) {
    if (cut.length + part.length > max - 1) break;
    cut += part;
  }
  return `${cut}…`;
}
