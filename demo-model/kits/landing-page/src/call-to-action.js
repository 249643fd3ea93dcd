const PREFERRED = [
  { id: 'contact', label: 'Write to us' },
  { id: 'pricing', label: 'See prices' },
  { id: 'offers', label: 'See what we do' },
  { id: 'faq', label: 'Read more' },
];

/** Where the big button and the quiet one lead, best first, among the sections that the page has; at most two. */
export function callsToAction(sectionIds) {
  return PREFERRED.filter(({ id }) => sectionIds.includes(id)).slice(0, 2);
}
