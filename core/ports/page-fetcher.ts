/** What a stranger without credentials gets from a URL. */
export interface FetchedPage {
  readonly status: number;
  /** The address after redirects. */
  readonly finalUrl: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** The header of that name: when to come again, in seconds or as a date. */
  readonly retryAfter?: string;
  /** What the host of an app says itself where nothing of the app answered; left out where the app did. */
  readonly hostError?: string;
}

/** What is sent beside the address, for a call that is no look at a page; a redirect of it is not followed. */
export interface PageRequest {
  readonly method: string;
  /** JSON. */
  readonly body?: string;
  /** In lower case; they go before what is sent otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Fetches public pages as anybody would: no cookies, no tokens. At most `maxBytes` are read. */
export interface PageFetcher {
  fetch(
    url: string,
    options: { readonly maxBytes: number; readonly timeoutMs: number; readonly request?: PageRequest },
    signal: AbortSignal,
  ): Promise<FetchedPage>;
}
