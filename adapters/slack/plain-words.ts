/** The text of Slack's messages as a person reads it: mentions, channels and links as words, `&amp;` as &, and no mention of the bot itself. */
export function plainWords(text: string, botUser: string | undefined): string {
  const words = text.replace(
    /<([^<>|\s]+)(?:\|([^<>]*))?>/g,
    (_, target: string, label: string | undefined) => wordsOf(target, label, botUser),
  );
  return words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').trim();
}

function wordsOf(target: string, label: string | undefined, botUser: string | undefined): string {
  switch (target[0]) {
    case '@':
      return target.slice(1) === botUser ? '' : `@${label ?? target.slice(1)}`;
    case '#':
      return `#${label ?? target.slice(1)}`;
    case '!':
      return label ?? `@${target.slice(1)}`;
    default:
      return link(target, label);
  }
}

/** Slack makes a link of `example.com` that somebody types: its label is what was said. */
function link(url: string, label: string | undefined): string {
  if (label === undefined || url === label) return url;
  return url.replace(/^\w+:(?:\/\/)?/, '') === label ? label : `${label} (${url})`;
}
