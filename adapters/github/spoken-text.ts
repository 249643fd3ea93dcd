/** What Gantry's own comments begin with, whosever token they are posted by: they are never read as something said. */
export const ownMark = '<!-- gantry -->';

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Lines that somebody else wrote, and what no reader sees, are not what a person says. */
const ownWords = (body: string): string =>
  body
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .split(/\r?\n/)
    .filter((line) => !/^ {0,3}>/.test(line))
    .join('\n');

/** Without code, in which a name is no mention. */
function prose(text: string): string {
  let fence: string | undefined;
  const lines = text.split('\n').filter((line) => {
    const [, mark = ''] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    const isInside = fence !== undefined;
    if (fence === undefined) fence = mark === '' ? undefined : mark;
    else if (mark.startsWith(fence)) fence = undefined;
    return !isInside && mark === '';
  });
  return lines.join('\n').replaceAll(/`[^`\n]*`/g, '');
}

/** Bounded, so that what a stranger writes is read in no time. */
const attachments =
  /!\[[^[\]\n]*\]\([^()\n]*\)|<img\b[^<>]*>|(?:\[[^[\]\n]*\]\()?https:\/\/[^\s)/]{1,100}\/(?:[^\s)/]{1,100}\/){0,3}user-attachments\/[^\s)]*\)?/gi;

/** What a comment says to whoever is mentioned, without the mention, what it quotes and what it attaches; undefined where it mentions them nowhere. */
export function wordsTo(
  mention: string,
  body: string,
): { readonly text: string; readonly hasFiles: boolean } | undefined {
  const name = new RegExp(String.raw`(?<![\w@/.\-])${escaped(mention)}(?![\w-])`, 'gi');
  const own = ownWords(body);
  if (!name.test(prose(own))) return undefined;
  const said = own.replaceAll(name, '').replaceAll(attachments, '');
  const text = said.trim().replace(/^[,:;]\s*/, '');
  return { text, hasFiles: own.search(attachments) !== -1 };
}

/** Whether a comment is a yes and nothing else. GitHub keeps an emoji as it was typed. */
export const isYes = (body: string): boolean =>
  /^\s*(?:yes|👍[\u{1f3fb}-\u{1f3ff}]?|:(?:\+1|thumbsup):)\s*$/iu.test(body);
