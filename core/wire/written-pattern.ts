/** What `trim` takes away, spelled out: engines of regular expressions differ about `\s`. */
const spaces = String.raw`\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;

/** For readers of the API's document: text with something in it once it is trimmed, and with none of the `forbidden` characters. */
export const writtenPattern = (forbidden: string): string =>
  `^[${spaces}]*[^${spaces}${forbidden}](?:[^${forbidden}]*[^${spaces}${forbidden}])?[${spaces}]*$`;

/** Control characters, as `forbidden` takes them. */
export const controls = String.raw`\u0000-\u001f\u007f-\u009f`;
/** What stands in a text and cannot be seen: line and paragraph separators, and format characters of Unicode's first plane. */
export const unseen = String.raw`\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb`;
