import { checkSources } from './check-sources.ts';
import { loadPage } from './load-page.ts';
import { readSite } from './site.ts';

/** Loads every page of an artifact, one after the other, and lists the pages and each problem once; `tree` is what it was made of, where the outside's answers lie. */
export async function checkSite(
  root: string,
  tree?: string,
): Promise<{ readonly pages: readonly string[]; readonly findings: readonly string[] }> {
  const site = readSite(root, tree);
  const pages = [...site.files.keys()].filter((path) => path.endsWith('.html')).toSorted();
  if (!pages.includes('index.html')) site.find('index.html', 'is not in the artifact');
  checkSources(site);
  for (const path of pages) await loadPage(site, path);
  return { pages, findings: [...site.findings] };
}
