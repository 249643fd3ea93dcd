import { cleanLabel, titleWith } from '../src/task-label.js';

/** Task label: what the session is for, on the page and in its title. */
export function wireTaskLabel(app) {
  const input = document.querySelector('#task');
  input.value = cleanLabel(app.storage.read('task', ''));
  app.titleOf = (clock, phaseName) => titleWith(clock, phaseName, input.value);
  input.addEventListener('input', () => {
    app.storage.write('task', cleanLabel(input.value));
    app.show(app.timer);
  });
}
