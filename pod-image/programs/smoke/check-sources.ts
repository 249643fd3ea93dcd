import { basename } from 'node:path/posix';
import { SourceTextModule } from 'node:vm';
import { checkReference, checkRequest, isFunctionPath, type Site, siteOrigin } from './site.ts';

/** Checks every address in a style sheet, a style element or a style attribute. */
export function checkStyles(site: Site, path: string, css: string): void {
  const text = css.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  for (const match of text.matchAll(
    /url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')/gi,
  )) {
    const reference = match.slice(1).find((part) => part !== undefined) ?? '';
    if (reference !== '') checkReference(site, path, reference);
  }
}

/** Requests to other origins that stand in the code word for word, on paths that loading the page does not take. */
const spelledOut =
  /\b(?:fetch|import|importScripts|Worker|WebSocket|EventSource|sendBeacon|open)\(\s*(?:(['"`])[A-Z]+\1\s*,\s*)?(['"`])((?:(?:https?|wss?):)?\/\/[^'"`\s]+)\2/g;

/** What no header of an app allows from elsewhere. */
const loadsCode = /^(?:import|Worker)/;

/** Checks the files that pages load without being pages: style sheets, and scripts with all that they import. */
export function checkSources(site: Site): void {
  for (const path of namedByPages(site)) {
    const text = site.files.get(path)?.toString('utf8') ?? '';
    if (path.endsWith('.css')) checkStyles(site, path, text);
    if (isScript(path)) checkScript(site, path, text);
  }
}

const isScript = (path: string): boolean => /\.m?js$/.test(path);

/**
 * The style sheets and scripts whose file name stands in a page, or in one of them in turn. Others are modules of functions: a build brings the
 * page's own under other names.
 */
function namedByPages({ files }: Site): readonly string[] {
  const sources = [...files.keys()].filter(
    (path) => !isFunctionPath(path) && (isScript(path) || path.endsWith('.css')),
  );
  const reached = new Set([...files.keys()].filter((path) => path.endsWith('.html')));
  // What is added while it runs is looked through as well.
  for (const path of reached) {
    const text = files.get(path)?.toString('utf8') ?? '';
    for (const source of sources) if (text.includes(basename(source))) reached.add(source);
  }
  return sources.filter((path) => reached.has(path));
}

function checkScript(site: Site, path: string, code: string): void {
  for (const match of code.matchAll(spelledOut))
    (loadsCode.test(match[0]) ? checkReference : checkRequest)(site, path, match[3] ?? '');
  for (const specifier of importsOf(code, path)) checkImport(site, path, specifier);
}

/** A browser takes relative and absolute addresses only; a bare name has nothing to resolve it. */
export function checkImport(site: Site, path: string, specifier: string): void {
  if (/^(?:\.{0,2}\/|[a-z]+:)/i.test(specifier))
    checkReference(site, path, specifier, `${siteOrigin}/${path}`);
  else
    site.find(
      path,
      `imports ${JSON.stringify(specifier)}, which a browser cannot resolve: give a relative path`,
    );
  if (/^node:/.test(specifier)) site.find(path, `imports ${JSON.stringify(specifier)}, which no browser has`);
}

/** Empty for what is not a module; if a page loads it as one, loading it says why it is none. */
function importsOf(code: string, path: string): readonly string[] {
  try {
    const { moduleRequests } = new SourceTextModule(code, { identifier: path });
    return moduleRequests.map(({ specifier }) => specifier);
  } catch {
    return [];
  }
}
