import { countTags, tagsOf, withTag } from '../src/tags.js';

/** Tags: words such as `#home` in a note, as chips that filter the list. */
export function wireTags(app) {
  let chosen = null;
  const box = document.getElementById('tags');
  const choose = (tag) => {
    chosen = chosen === tag ? null : tag;
    app.render();
    box.querySelector(`[data-tag="${tag}"]`)?.focus();
  };
  const renderChips = () => {
    const counts = countTags(app.notes);
    if (!counts.some(({ tag }) => tag === chosen)) chosen = null;
    box.hidden = counts.length === 0;
    box.replaceChildren(...counts.map((each) => chipOf(each, each.tag === chosen, choose)));
  };
  app.arrange.push((notes) => {
    renderChips();
    return withTag(notes, chosen);
  });
  app.decorate.push(({ button, note }) => {
    const tags = tagsOf(note.text);
    if (tags.length === 0) return;
    const line = document.createElement('span');
    line.className = 'row-tags';
    line.textContent = tags.map((tag) => `#${tag}`).join(' ');
    button.append(line);
  });
}

function chipOf({ tag, count }, isChosen, choose) {
  const chip = document.createElement('button');
  chip.type = 'button';
  chip.className = 'chip';
  chip.dataset.tag = tag;
  chip.textContent = `#${tag}`;
  chip.setAttribute('aria-pressed', String(isChosen));
  chip.setAttribute('aria-label', `${tag}, ${count} ${count === 1 ? 'note' : 'notes'}`);
  chip.addEventListener('click', () => choose(tag));
  return chip;
}
