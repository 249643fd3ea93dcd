import { pinnedFirst, togglePin } from '../src/pins.js';

/** Pin notes: the open note's pin, and pinned notes at the head of the list. */
export function wirePins(app) {
  const button = document.getElementById('pin-note');
  const show = () => button.setAttribute('aria-pressed', String(app.opened()?.isPinned === true));
  app.arrange.push(pinnedFirst);
  app.decorate.push(({ button: row, note }) => {
    if (note.isPinned !== true) return;
    const mark = document.createElement('span');
    mark.className = 'row-pin small';
    mark.textContent = 'Pinned';
    row.prepend(mark);
  });
  button.addEventListener('click', () => {
    app.change(togglePin(app.notes, app.openId));
    show();
  });
  app.onOpen.push(show);
}
