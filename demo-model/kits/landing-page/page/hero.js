import { callsToAction } from '../src/call-to-action.js';

/** Hero section: one strong way on and one quiet one, to sections that this page has. */
export function wireHero({ sections }) {
  const calls = callsToAction(sections.map((section) => section.id));
  document.getElementById('calls').append(
    ...calls.map(({ id, label }, at) => {
      const link = textElement('a', label, at === 0 ? 'button primary' : 'button');
      link.href = `#${id}`;
      return link;
    }),
  );
}
