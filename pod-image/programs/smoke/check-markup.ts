import type { Document, Element } from 'happy-dom';
import { pageFaults } from '../../driver/page-faults.ts';
import { checkStyles } from './check-sources.ts';
import { checkReference, checkRequest, resolveReference, type Site } from './site.ts';

/** Attributes whose address the browser requests by itself. */
const requested: Readonly<Record<string, readonly string[]>> = {
  'script[src]': ['src'],
  'link[href]': ['href'],
  'img, source, video, audio, track, iframe, embed, input[type=image]': ['src', 'srcset', 'poster'],
  'object[data]': ['data'],
  'form[action], button[formaction], input[formaction]': ['action', 'formaction'],
  'image, use, feImage': ['href', 'xlink:href'],
};

/** Checks a page's document, as written or as its scripts left it: words, names, ids and every address in it. */
export function checkMarkup(site: Site, path: string, document: Document): void {
  for (const fault of pageFaults(document)) site.find(path, fault);
  checkAddresses(site, path, document);
}

/** A body that shows nothing, once its scripts ran. */
export function checkBody(site: Site, path: string, document: Document): void {
  const shown = [...(document.body?.querySelectorAll('*') ?? [])].filter(
    (element) => !/^(?:script|style|template|noscript)$/i.test(element.tagName),
  );
  const hasPicture = shown.some((element) =>
    /^(?:img|svg|canvas|video|input|button)$/i.test(element.tagName),
  );
  const hasText = shown.some((element) => (element.textContent ?? '').trim() !== '');
  const bareText = [...(document.body?.childNodes ?? [])].some(
    (node) => node.nodeType === 3 && (node.textContent ?? '').trim() !== '',
  );
  if (!hasPicture && !hasText && !bareText) site.find(path, 'has an empty body');
}

function checkAddresses(site: Site, path: string, document: Document): void {
  for (const [selector, attributes] of Object.entries(requested))
    for (const element of document.querySelectorAll(selector))
      checkElement(site, path, { element, attributes });
  for (const anchor of document.querySelectorAll('a[href], area[href]')) {
    const reference = anchor.getAttribute('href') ?? '';
    // Another origin is where a reader may choose to go; a page of our own has to be there.
    if (resolveReference(reference, document.baseURI).kind === 'file')
      checkReference(site, path, reference, document.baseURI);
  }
  for (const css of stylesOf(document)) checkStyles(site, path, css);
}

function checkElement(
  site: Site,
  path: string,
  { element, attributes }: { readonly element: Element; readonly attributes: readonly string[] },
): void {
  const check = isPicture(element) ? checkRequest : checkReference;
  for (const reference of addressesOf(element, attributes))
    check(site, path, reference, element.ownerDocument.baseURI);
}

const isPicture = (element: Element): boolean =>
  /^(?:img|image|input)$/i.test(element.tagName) || element.closest('picture') !== null;

const stylesOf = (document: Document): string[] => [
  ...[...document.querySelectorAll('style')].map((element) => element.textContent ?? ''),
  ...[...document.querySelectorAll('[style]')].map((element) => element.getAttribute('style') ?? ''),
];

function addressesOf(element: Element, attributes: readonly string[]): string[] {
  return attributes.flatMap((name) => {
    const value = element.getAttribute(name);
    if (value === null) return [];
    return name === 'srcset' ? value.split(/,\s+/).map((part) => part.trim().split(/\s+/)[0] ?? '') : [value];
  });
}
