import { giveResult } from './give-result.ts';
import { checkSources } from './smoke/check-sources.ts';
import { loadPage } from './smoke/load-page.ts';
import { readSite } from './smoke/site.ts';

/** The smoke step: every page of the artifact is loaded with its scripts running, and anything wrong fails it with a line that names the file. */
async function smoke(root: string): Promise<number> {
  const site = readSite(root);
  const pages = [...site.files.keys()].filter((path) => path.endsWith('.html')).toSorted();
  if (!pages.includes('index.html')) site.find('index.html', 'is not in the artifact');
  checkSources(site);
  for (const path of pages) await loadPage(site, path);
  for (const finding of site.findings) process.stdout.write(`✖ ${finding}\n`);
  if (site.findings.size === 0) process.stdout.write(`✔ ${pages.join(', ')} loaded without a problem\n`);
  return site.findings.size === 0 ? 0 : 1;
}

// Kept from the page: what runs in it could otherwise end this process as if all were well.
const exit = process.exit.bind(process);
const code = await smoke(process.argv[3] ?? '');
giveResult({});
exit(code);
