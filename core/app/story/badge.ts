import { escapeXml } from './escape-xml.ts';
import { type LiveVersion, sayHeld } from './public-story.ts';

const label = 'Gantry';
/** Of the 11 px sans-serif that badges are set in: wide enough for every letter of ours. */
const letterPx = 6.6;
const paddingPx = 14;
const widthOf = (text: string): number => Math.ceil(text.length * letterPx) + paddingPx;

const colours = { good: '#1a7f4b', some: '#9a6700', none: '#57606a' } as const;

/** A badge as SVG: what is live, how many of its checks hold, and since when. It holds no script, no style and no address. */
export function drawBadge(title: string, live: LiveVersion | undefined): string {
  const words = wordsOf(live);
  const [left, right] = [widthOf(label), widthOf(words)];
  const said = escapeXml(`${title}: ${words}`);
  const textAt = (x: number, text: string): string => `<text x="${x}" y="14">${escapeXml(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${said}">`,
    `<title>${said}</title>`,
    `<rect width="${left}" height="20" fill="#24292f"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${colourOf(live)}"/>`,
    '<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">',
    textAt(left / 2, label) + textAt(left + right / 2, words),
    '</g></svg>\n',
  ].join('');
}

function wordsOf(live: LiveVersion | undefined): string {
  if (live === undefined) return 'not live yet';
  const { since, checks } = live;
  return `${checks === undefined ? 'live' : sayHeld(checks)} · ${since.slice(0, 10)}`;
}

function colourOf(live: LiveVersion | undefined): string {
  const { checks } = live ?? {};
  if (checks === undefined || !checks.isTried) return colours.none;
  return checks.held === checks.total ? colours.good : colours.some;
}
