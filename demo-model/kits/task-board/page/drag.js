import { describePlace, placeTask, tasksIn } from '../src/board.js';
import { dropIndex, placeBefore } from '../src/drag.js';

/** Drag-and-drop reordering: within a column and between columns. */
export function wireDrag(app) {
  const board = document.querySelector('#columns');
  let draggedId = null;
  const cardsOf = (column) =>
    [...column.querySelectorAll('.card')].filter((card) => card.dataset.id !== draggedId);
  const nextTo = (column, pointer) => {
    const middles = cardsOf(column).map((card) => {
      const { top, height } = card.getBoundingClientRect();
      return top + height / 2;
    });
    return cardsOf(column)[dropIndex(middles, pointer)] ?? null;
  };
  const unmark = () => {
    for (const marked of board.querySelectorAll('.is-target, .is-next'))
      marked.classList.remove('is-target', 'is-next');
  };
  app.decorate.push(({ card }) => {
    card.draggable = true;
  });
  board.addEventListener('dragstart', (event) => {
    draggedId = event.target.dataset?.id ?? null;
    event.target.classList?.add('is-dragged');
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', draggedId ?? '');
  });
  board.addEventListener('dragover', (event) => {
    const column = event.target.closest('.column');
    if (!column || draggedId === null) return;
    event.preventDefault();
    unmark();
    column.classList.add('is-target');
    nextTo(column, event.clientY)?.classList.add('is-next');
  });
  board.addEventListener('drop', (event) => {
    const column = event.target.closest('.column');
    if (!column || draggedId === null) return;
    event.preventDefault();
    const ids = tasksIn(app.tasks, column.dataset.column).map((task) => task.id);
    const place = placeBefore(ids, draggedId, nextTo(column, event.clientY)?.dataset.id ?? null);
    app.change(placeTask(app.tasks, draggedId, column.dataset.column, place));
    app.say(describePlace(app.tasks, draggedId));
  });
  board.addEventListener('dragend', () => {
    draggedId = null;
    unmark();
    for (const card of board.querySelectorAll('.is-dragged')) card.classList.remove('is-dragged');
  });
}
