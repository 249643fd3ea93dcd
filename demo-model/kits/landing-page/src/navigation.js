/**
 * The id of the section that the reader is in: the last one whose top has passed the upper third of the window. `sections` are
 * `{ id, topPx }` in page order; the end of the page always belongs to the last.
 */
export function currentSection(sections, { scrollPx, windowPx, pagePx }) {
  if (sections.length === 0) return null;
  if (scrollPx + windowPx >= pagePx - 2 && scrollPx > 0) return sections.at(-1).id;
  const line = scrollPx + windowPx / 3;
  return sections.findLast(({ topPx }) => topPx <= line)?.id ?? null;
}

/** The years of the copyright line: one year, or a span when the page has stood longer. */
export function copyrightYears(since, now) {
  return now > since ? `${since}–${now}` : String(since);
}
