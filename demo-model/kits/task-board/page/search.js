import { describeFound, matchesSearch } from '../src/search.js';

/** Search: only the tasks that match are shown. */
export function wireSearch(app) {
  const input = document.querySelector('#search');
  app.filters.push((task) => matchesSearch(task, input.value));
  app.onDraw.push((visible) => {
    document.querySelector('#search-found').textContent = describeFound(visible.length, input.value);
  });
  input.addEventListener('input', () => app.draw());
}
