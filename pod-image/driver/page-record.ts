/** How a page ended what was asked of it: it hung, its process died, it said or asked too much, or it went from address to address. */
export type PageEnd = 'hang' | 'crash' | 'flood' | 'navigation';

/** What is said of each. */
export const endings: Readonly<Record<PageEnd, string>> = {
  hang: 'the page stopped answering',
  crash: 'the page crashed',
  flood: 'the page asked for or said more than any app needs',
  navigation: 'the page went from address to address without end',
};

const mostLines = 20;
const longestLine = 300;
const most = { dialogs: 50, navigations: 40, requests: 1_000, pages: 6 } as const;

/** What a page said and asked for while it was used: bounded, and the page's own claim. */
export interface PageRecord {
  /** Errors of the console, uncaught ones and failed requests, each once. */
  readonly said: readonly string[];
  readonly uncaught: readonly string[];
  /** Files of the app that were asked for and are not there. */
  readonly missing: readonly string[];
  /** Origins beside the app's own that were asked for. */
  readonly foreign: readonly string[];
  /** What the app's own headers forbid, and requests that nobody wrote an answer to, in words. */
  readonly stopped: readonly string[];
  readonly dialogs: readonly string[];
  readonly end: PageEnd | undefined;
  note(kind: 'said' | 'uncaught' | 'missing' | 'foreign' | 'stopped' | 'dialogs', line: string): void;
  /** Counts one, and ends the page beyond what any app needs. */
  count(what: keyof typeof most): void;
  endBy(end: PageEnd): void;
}

/** A record that calls `ended` once, at the first thing that no app may do. */
export function createPageRecord(ended: (end: PageEnd) => void): PageRecord {
  const lists = { said: [], uncaught: [], missing: [], foreign: [], stopped: [], dialogs: [] } as Record<
    Parameters<PageRecord['note']>[0],
    string[]
  >;
  const counts = { dialogs: 0, navigations: 0, requests: 0, pages: 0 };
  let end: PageEnd | undefined;
  const endBy = (by: PageEnd): void => {
    if (end !== undefined) return;
    end = by;
    ended(by);
  };
  return {
    ...lists,
    get end() {
      return end;
    },
    note: (kind, line) => {
      const bounded = oneLine(line);
      const list = lists[kind];
      if (list.length < mostLines && !list.includes(bounded)) list.push(bounded);
    },
    count: (what) => {
      counts[what] += 1;
      if (counts[what] > most[what]) endBy(what === 'navigations' ? 'navigation' : 'flood');
    },
    endBy,
  };
}

/** A line without control characters, of at most 300 characters. */
export function oneLine(text: string): string {
  const clean = text
    .slice(0, longestLine * 4)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return clean.length > longestLine ? `${clean.slice(0, longestLine - 1)}…` : clean;
}
