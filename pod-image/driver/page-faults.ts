import type { Document, Element } from 'happy-dom';

/** A fault for each thing that every page has to have and this one has not; looks at the document alone. */
export function pageFaults(document: Document): string[] {
  return [...faultsOfWords(document), ...faultsOfNames(document), ...faultsOfIds(document)];
}

function faultsOfWords(document: Document): string[] {
  const faults: string[] = [];
  if (document.title.trim() === '') faults.push('has no title');
  if (!document.documentElement?.getAttribute('lang')?.trim()) faults.push('has no lang on <html>');
  return faults;
}

function faultsOfNames(document: Document): string[] {
  const unseen = [...document.querySelectorAll('img, input[type=image]')].filter(
    (image) => !image.hasAttribute('alt'),
  );
  const fields =
    'input:not([type=hidden], [type=submit], [type=reset], [type=button], [type=image]), select, textarea';
  const unnamed = [...document.querySelectorAll(fields)].filter((field) => !hasLabel(document, field));
  return [
    ...unseen.map((image) => `${tagOf(image)} has no alt`),
    ...unnamed.map((field) => `${tagOf(field)} has no name: give it a label or aria-label`),
  ];
}

function hasLabel(document: Document, field: Element): boolean {
  if (['aria-label', 'title'].some((name) => field.getAttribute(name)?.trim())) return true;
  const named = (field.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean);
  const labels = [
    field.closest('label'),
    ...[...document.querySelectorAll('label')].filter(
      (label) => field.id !== '' && label.getAttribute('for') === field.id,
    ),
    ...named.map((id) => document.getElementById(id)),
  ];
  return labels.some(
    (label) => (label?.textContent ?? '').trim() !== '' || label?.getAttribute('aria-label'),
  );
}

function faultsOfIds(document: Document): string[] {
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [...new Set(twice)].map((id) => `uses the id ${JSON.stringify(id.slice(0, 80))} twice`);
}

function tagOf(element: Element): string {
  const id = element.id === '' ? '' : ` id=${JSON.stringify(element.id.slice(0, 80))}`;
  const type = element.getAttribute('type');
  const source = element.getAttribute('src');
  return `<${element.tagName.toLowerCase()}${type ? ` type="${type.slice(0, 40)}"` : ''}${id}${source ? ` src="${source.slice(0, 80)}"` : ''}>`;
}

const mostFaults = 40;

/** The same look as a script for the page's own document; its answer is the page's claim. */
export const pageFaultsScript = `(() => {
${[faultsOfWords, faultsOfNames, hasLabel, faultsOfIds, tagOf, pageFaults].map(String).join('\n')}
return pageFaults(document).slice(0, ${mostFaults});
})()`;

/** Whether nothing at all is to be seen. */
export const isBlankScript = `(() => {
  const isThere = (element) => element.getClientRects().length > 0;
  const pictures = document.querySelectorAll('img, svg, canvas, video, input, button, select, textarea, iframe');
  return (document.body?.innerText ?? '').trim() === '' && ![...pictures].some(isThere);
})()`;
