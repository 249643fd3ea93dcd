import { hasTag, parseTags, tagCounts } from '../src/tags.js';

/** Tags: words on tasks, and a row of them that shows the tasks of one. */
export function wireTags(app) {
  const input = document.querySelector('#new-tags');
  const row = document.querySelector('#tag-filter');
  let chosen = null;
  const makeChip = ({ tag, count }) => {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.dataset.focusKey = `tag-${tag}`;
    chip.textContent = `#${tag} ${count}`;
    chip.setAttribute('aria-pressed', String(tag === chosen));
    chip.addEventListener('click', () => {
      chosen = tag === chosen ? null : tag;
      app.draw();
    });
    return chip;
  };
  app.fields.push(() => {
    const tags = parseTags(input.value);
    return tags.length === 0 ? {} : { tags };
  });
  app.sampleDetails.push((index) => ({ tags: [index === 0 ? 'travel' : 'home'] }));
  app.filters.push((task) => hasTag(task, chosen));
  app.onChange.push((tasks) => {
    if (!tasks.some((task) => hasTag(task, chosen))) chosen = null;
  });
  app.onDraw.push(() => row.replaceChildren(...tagCounts(app.tasks).map(makeChip)));
  app.decorate.push(({ task, badges }) => {
    for (const tag of task.tags ?? []) {
      const badge = document.createElement('span');
      badge.className = 'badge';
      badge.textContent = `#${tag}`;
      badges.append(badge);
    }
  });
}
