import type { OutsideStub } from '../pod/outside-stubs.ts';
import { askableStubs, readStubs, shapeDifference } from '../pod/outside-stubs.ts';
import type { FetchedPage, PageFetcher } from '../ports/page-fetcher.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { Failure } from '../wire/mission.ts';
import type { Needs } from '../wire/spec.ts';

export interface AskDeps {
  /** Reaches public addresses alone. */
  readonly outsideFetcher: PageFetcher;
}

/** What a place outside really answered: as the app's author thinks, otherwise, or nothing that could be compared. */
export type AskedPlace =
  | { readonly outcome: 'same' | 'silent'; readonly origin: string }
  | {
      readonly outcome: 'differs';
      readonly origin: string;
      readonly path: string;
      readonly why: string;
      readonly said: string;
    };

const maxBytes = 512 * 1024;
const timeoutMs = 8_000;
const shownLength = 2_000;

/**
 * Asks each declared place once, for real, what the app's author wrote an answer to: author and answer may remember it wrongly alike. A place that
 * may want one of the app's secrets is not asked, since nobody here has it.
 */
export const askOutside =
  ({ outsideFetcher }: AskDeps) =>
  async (
    { needs, files }: { readonly needs: Needs; readonly files: readonly SourceFile[] },
    signal: AbortSignal,
  ): Promise<readonly AskedPlace[]> => {
    const keyless = needs.origins.filter(({ by }) => by === 'page' || needs.secrets.length === 0);
    const origins = [...new Set(keyless.map(({ origin }) => origin))];
    const stubs = askableStubs(readStubs(files, origins).stubs);
    return Promise.all(
      origins.flatMap((origin) => {
        const stub = stubs.find(({ request }) => new URL(request.url).origin === origin);
        return stub === undefined ? [] : [askPlace(outsideFetcher, origin, stub, signal)];
      }),
    );
  };

async function askPlace(
  fetcher: PageFetcher,
  origin: string,
  stub: OutsideStub,
  signal: AbortSignal,
): Promise<AskedPlace> {
  try {
    const page = await fetcher.fetch(stub.request.url, { maxBytes, timeoutMs }, signal);
    return compare(origin, stub, page);
  } catch {
    // Down, slow or not to be reached from here: none of it is the app's fault.
    signal.throwIfAborted();
    return { outcome: 'silent', origin };
  }
}

/** What says of itself that it is busy, broken or closed to strangers is no answer. */
const noAnswer = (status: number): boolean => status >= 500 || [401, 403, 408, 429].includes(status);

function compare(origin: string, { path, answer }: OutsideStub, page: FetchedPage): AskedPlace {
  if (noAnswer(page.status)) return { outcome: 'silent', origin };
  const said = new TextDecoder().decode(page.bytes);
  const why =
    page.status >= 300
      ? `it answered ${page.status}`
      : shapeDifference(answer.body, bodyOf(said, answer.body));
  if (why === undefined) return { outcome: 'same', origin };
  return { outcome: 'differs', origin, path, why, said: said.slice(0, shownLength).toWellFormed() };
}

/** As the stub has it: a text, or what the text means as JSON. */
function bodyOf(said: string, stubbed: unknown): unknown {
  if (typeof stubbed === 'string') return said;
  try {
    return JSON.parse(said);
  } catch {
    return said;
  }
}

/** The failure of an app that takes the outside for something else; undefined where none differs. */
export function failureOfPlaces(asked: readonly AskedPlace[]): Failure | undefined {
  const different = asked.filter((one) => one.outcome === 'differs');
  if (different.length === 0) return undefined;
  const told = different.map(
    ({ path, origin, why, said }) =>
      `${path}: ${origin} was asked just now, and ${why}. Its real answer:\n${said}`,
  );
  return {
    kind: 'code',
    step: 'outside',
    message: `The app takes ${different.map(({ origin }) => origin).join(', ')} for something else than it is. Mend the code, its tests and the file in test/outside by the real answer.`,
    excerpt: told
      .join('\n\n')
      .slice(0, 2 * shownLength)
      .toWellFormed(),
  };
}
