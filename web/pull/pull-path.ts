/** Which pull request a page is of. */
export interface PullPath {
  readonly owner: string;
  readonly slug: string;
  readonly number: string;
}

/** Reads `/pulls/OWNER/SLUG`, where an app's repository is said to be; answers the slug, or undefined for any other path. */
export function parseRepositoryPath(path: string): string | undefined {
  return /^\/pulls\/[^/]+\/([a-z0-9-]+)\/?$/.exec(path)?.[1];
}

/** Reads `/pulls/OWNER/SLUG/NUMBER`; undefined for any other path. */
export function parsePullPath(path: string): PullPath | undefined {
  const [, owner, slug, number] = /^\/pulls\/([^/]+)\/([^/]+)\/([1-9][0-9]{0,8})\/?$/.exec(path) ?? [];
  if (owner === undefined || slug === undefined || number === undefined) return undefined;
  try {
    return { owner: decodeURIComponent(owner), slug: decodeURIComponent(slug), number };
  } catch {
    return undefined;
  }
}
