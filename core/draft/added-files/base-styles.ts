import type { SourceFile } from '../../wire/draft.ts';
import type { AddedSource } from '../added-files.ts';

/** Where pages find it: at the root of the app, which for some of them is `public/`. */
const places = ['base.css', 'public/base.css'] as const;

/** Stands for an app's own address: only what links lead to is looked at. */
const siteUrl = 'http://app.invalid';

/**
 * Puts Gantry's style sheet where a page links `/base.css`, so that authors spend their words on what is their app's own. One that the author wrote
 * stays: the name is a common one, and its words were chosen for this app.
 */
export const baseStyles = (styles: string): readonly AddedSource[] =>
  places.map((place) => ({
    path: place,
    owner: 'gantry',
    content: ({ files }) => {
      const written = files.find(({ path }) => path === place)?.content;
      if (written !== undefined) return written === styles ? styles : undefined;
      return files.some((file) => linksTo(file, place)) ? styles : undefined;
    },
    said: 'Gantry adds base.css to apps whose pages link it.',
  }));

/** A page in `public/` is served beside what lies there, every other one at the root. */
function linksTo({ path, content }: SourceFile, place: string): boolean {
  const root = path.startsWith('public/') ? 'public/' : '';
  if (!path.endsWith('.html') || `${root}base.css` !== place || /^tests?\//.test(path)) return false;
  return linkedFrom(content).some(
    (href) => URL.parse(href, `${siteUrl}/${path.slice(root.length)}`)?.href === `${siteUrl}/base.css`,
  );
}

const linkedFrom = (page: string): readonly string[] =>
  [
    ...page.matchAll(
      /<link\b[^>]{0,500}?\bhref\s{0,9}=\s{0,9}(?:"([^"]{1,500})"|'([^']{1,500})'|([^\s>"']{1,500}))/gi,
    ),
  ].map(([, double, single, bare]) => (double ?? single ?? bare) as string);
