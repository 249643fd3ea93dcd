import { appOrigin } from './answer-requests.ts';
import type { ServedArtifact } from './served-artifact.ts';

const mostLinks = 200;

/** The addresses that a page's links lead to, as its own document gives them; its answer is the page's claim. */
export const linksScript = `[...document.querySelectorAll('a[href], area[href]')].slice(0, ${mostLinks}).map(({ href }) => href)`;

/** A fault for each address of the app's own that a page links to and that its host answers with 404. */
export function deadLinks(claimed: unknown, artifact: Pick<ServedArtifact, 'read' | 'isFunction'>): string[] {
  const links = Array.isArray(claimed) ? claimed.slice(0, mostLinks) : [];
  const paths = links.flatMap((link) => {
    const url = typeof link === 'string' ? URL.parse(link) : null;
    return url?.protocol === 'https:' && url.origin === appOrigin ? [url.pathname] : [];
  });
  return [...new Set(paths)]
    .filter((path) => !artifact.isFunction(path) && artifact.read('GET', path).status === 404)
    .map((path) => `links to ${path.slice(0, 200)}, which is not there`);
}
