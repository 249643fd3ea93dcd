const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** A link that is safe to follow, or undefined: http and https only, since the text may come from a model or a stranger. */
export function safeHref(text: string | null | undefined): string | undefined {
  if (!text || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}

/**
 * A pull request's link. One of the local code host stays on the origin that the person is on, since a session of 127.0.0.1 is unknown on
 * localhost.
 */
export function pullHref(
  url: string | undefined,
  here: { readonly hostname: string; readonly port: string },
): string | undefined {
  const safe = safeHref(url);
  if (safe === undefined) return undefined;
  const there = new URL(safe);
  const isOwn =
    loopback.has(there.hostname) &&
    loopback.has(here.hostname) &&
    there.port === here.port &&
    there.pathname.startsWith('/pulls/');
  return isOwn ? there.pathname : safe;
}
