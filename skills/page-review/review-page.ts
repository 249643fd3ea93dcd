import type { SourceFile } from '../../core/wire/draft.ts';
import type { ReviewFinding } from '../../core/wire/skill.ts';
import type { Tag } from './tags.ts';
import { blankOut, tagsOf } from './tags.ts';

type Severity = ReviewFinding['severity'];

/** What a page lacks for a phone, a keyboard or a screen reader, as far as its markup shows. */
export function reviewPage(page: SourceFile): ReviewFinding[] {
  const tags = tagsOf(page.content);
  const has = (name: string, key: string, value: string): boolean =>
    tags.some((tag) => tag.name === name && tag.attributes.get(key)?.toLowerCase() === value);
  const found = (severity: Severity, message: string, tag?: Tag): ReviewFinding => ({
    severity,
    path: page.path,
    message,
    ...(tag !== undefined && { line: tag.line }),
  });
  return [
    ...(has('meta', 'name', 'viewport')
      ? []
      : [found('warn', 'There is no viewport, so a phone shows the page tiny.')]),
    ...(has('meta', 'name', 'description') ? [] : [found('note', 'There is no description.')]),
    ...reviewHeadings(tags, found),
    ...reviewControls(page.content, tags, found),
    ...tags
      .filter((tag) => tag.name === 'meta' && stopsZoom(tag.attributes.get('content') ?? ''))
      .map((tag) => found('warn', 'The page cannot be zoomed.', tag)),
  ];
}

type Found = (severity: Severity, message: string, tag?: Tag) => ReviewFinding;

function stopsZoom(content: string): boolean {
  return /user-scalable\s*=\s*(?:no|0)|maximum-scale\s*=\s*1(?:\.0*)?(?:\D|$)/i.test(content);
}

function reviewHeadings(tags: readonly Tag[], found: Found): ReviewFinding[] {
  const headings = tags.filter((tag) => /^h[1-6]$/.test(tag.name));
  const first = headings.filter((tag) => tag.name === 'h1');
  const counted =
    first.length === 1
      ? []
      : [found('note', first.length === 0 ? 'There is no h1.' : 'There is more than one h1.', first[1])];
  const skipped = headings.filter((tag, place) => level(tag) > level(headings[place - 1] ?? tag) + 1);
  return [
    ...counted,
    ...skipped.map((tag) => found('note', `A level is skipped before this ${tag.name}.`, tag)),
  ];
}

const level = (tag: Tag): number => Number(tag.name.slice(1));

/** A page with more is looked at in part: what a review costs must stay small whatever a page holds. */
const maxControls = 500;
const maxControlLength = 2_000;
const names = ['aria-label', 'aria-labelledby', 'title'];

function reviewControls(html: string, tags: readonly Tag[], found: Found): ReviewFinding[] {
  const plain = blankOut(html);
  const nameless = tags
    .filter((tag) => tag.name === 'button' || (tag.name === 'a' && tag.attributes.has('href')))
    .slice(0, maxControls)
    .filter((tag) => !names.some((name) => tag.attributes.get(name)) && !hasContent(plain, tag));
  const jumping = tags.filter((tag) => Number(tag.attributes.get('tabindex') ?? 0) > 0);
  return [
    ...nameless.map((tag) => found('warn', `This ${tag.name} has no name for a screen reader.`, tag)),
    ...jumping.map((tag) =>
      found('warn', 'A tabindex above 0 takes this out of the order that a keyboard follows.', tag),
    ),
  ];
}

/** Text between the tag and its end, or something within it that has a name of its own. */
function hasContent(plain: string, tag: Tag): boolean {
  const rest = plain.slice(plain.indexOf('>', tag.index) + 1).slice(0, maxControlLength);
  const end = rest.indexOf(`</${tag.name}`);
  const inside = end === -1 ? rest : rest.slice(0, end);
  const named = tagsOf(inside).some((inner) =>
    ['alt', 'aria-label'].some((name) => inner.attributes.get(name)),
  );
  return named || /<title>[^<]*[^\s<]/.test(inside) || inside.replaceAll(/<[^>]*>/g, '').trim() !== '';
}
