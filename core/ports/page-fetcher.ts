/** What a stranger without credentials gets from a URL. */
export interface FetchedPage {
  readonly status: number;
  /** The address after redirects. */
  readonly finalUrl: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Fetches public pages as anybody would: no cookies, no tokens. At most `maxBytes` are read. */
export interface PageFetcher {
  fetch(
    url: string,
    options: { readonly maxBytes: number; readonly timeoutMs: number },
    signal: AbortSignal,
  ): Promise<FetchedPage>;
}
