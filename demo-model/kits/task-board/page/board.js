import {
  addTask,
  columns,
  describePlace,
  removeTask,
  renameTask,
  sampleTasks,
  stepTask,
  tasksIn,
} from '../src/board.js';

const find = (id) => document.getElementById(id);

const makeElement = (name, className, text = '') => {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
};

/** The board on the page. Features hook in: `fields` give details of a new task, `filters` hide tasks, `orders` sort, `decorate` adds to a card, `sampleDetails` to a sample. */
export function startBoard() {
  const app = {
    tasks: [],
    storage: { read: (_key, fallback) => fallback, write: () => true },
    fields: [],
    filters: [],
    orders: [],
    decorate: [],
    sampleDetails: [],
    onDraw: [],
    onChange: [],
    draw: () => drawBoard(app),
    say(text) {
      find('said').textContent = text;
    },
    change(tasks) {
      app.tasks = tasks;
      for (const follow of app.onChange) follow(tasks);
      app.draw();
    },
    visible: () => app.tasks.filter((task) => app.filters.every((shows) => shows(task))),
    offerUndo: (text, undo) => showToast(text, undo),
  };
  find('new').addEventListener('submit', (event) => {
    event.preventDefault();
    createTask(app);
  });
  find('columns').addEventListener('keydown', (event) => moveByKey(app, event));
  find('try-samples').addEventListener('click', () => {
    app.change(sampleTasks(app.sampleDetails));
    document.querySelector('.card')?.focus();
  });
  return app;
}

function createTask(app) {
  const input = find('new-title');
  const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  const details = Object.assign({}, ...app.fields.map((read) => read()));
  const tasks = addTask(app.tasks, { ...details, id, title: input.value });
  const isRefused = tasks === app.tasks;
  find('new-error').textContent = isRefused ? 'Give the task a name first.' : '';
  input.setAttribute('aria-invalid', String(isRefused));
  input.focus();
  if (isRefused) return;
  find('new').reset();
  app.change(tasks);
  app.say(`Added. ${describePlace(app.tasks, id)}`);
}

let forgetToast;

function showToast(text, undo) {
  clearTimeout(forgetToast);
  find('toast-text').textContent = text;
  find('toast').hidden = false;
  find('toast-undo').onclick = () => {
    find('toast').hidden = true;
    undo();
  };
  forgetToast = setTimeout(() => {
    find('toast').hidden = true;
  }, 8_000);
}

function dropTask(app, task) {
  const before = app.tasks;
  app.change(removeTask(app.tasks, task.id));
  app.say(`Removed ${task.title}`);
  find('new-title').focus();
  showToast(`Removed “${task.title}”`, () =>
    app.change([...app.tasks, ...before.filter((old) => old.id === task.id)]),
  );
}

function move(app, id, direction) {
  app.change(stepTask(app.tasks, id, direction));
  app.say(describePlace(app.tasks, id));
}

const directions = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };

function moveByKey(app, event) {
  if (!event.target.matches('.card')) return;
  const task = app.tasks.find((known) => known.id === event.target.dataset.id);
  if (event.key in directions) move(app, task.id, directions[event.key]);
  else if (event.key === 'Delete') dropTask(app, task);
  else if (event.key === 'Enter') editTask(app, task, event.target);
  else return;
  event.preventDefault();
}

function editTask(app, task, card) {
  const input = makeElement('input', 'card-edit');
  input.value = task.title;
  input.maxLength = 200;
  input.setAttribute('aria-label', `New name for ${task.title}`);
  card.draggable = false;
  card.querySelector('.card-title').replaceWith(input);
  input.select();
  let isOver = false;
  const finish = (title) => {
    if (isOver) return;
    isOver = true;
    app.change(renameTask(app.tasks, task.id, title));
    document.querySelector(`.card[data-id="${task.id}"]`)?.focus();
  };
  input.addEventListener('blur', () => finish(input.value));
  input.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Enter') finish(input.value);
    if (event.key === 'Escape') finish(task.title);
  });
}

const icons = {
  left: 'm14 6-6 6 6 6',
  right: 'm10 6 6 6-6 6',
  edit: 'm5 19 1-4L16 5l3 3L9 18Z',
  remove: 'M7 7l10 10M17 7 7 17',
};

function makeTool(name, label, key, act) {
  const button = makeElement('button', `plain${name === 'edit' ? ' push' : ''}`);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  for (const [attribute, value] of Object.entries({
    width: '18',
    height: '18',
    viewBox: '0 0 24 24',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '2',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
  }))
    svg.setAttribute(attribute, value);
  path.setAttribute('d', icons[name]);
  svg.append(path);
  button.type = 'button';
  button.setAttribute('aria-label', label);
  button.dataset.focusKey = key;
  button.append(svg);
  button.addEventListener('click', act);
  return button;
}

function makeCard(app, task) {
  const card = makeElement('li', 'card');
  const tools = makeElement('div', 'card-tools');
  const badges = makeElement('div', 'badges');
  card.dataset.id = task.id;
  card.dataset.focusKey = `card-${task.id}`;
  card.tabIndex = 0;
  card.setAttribute('aria-describedby', 'hint');
  const at = columns.findIndex((column) => column.id === task.column);
  const [before, after] = [columns[at - 1], columns[at + 1]];
  if (before)
    tools.append(
      makeTool('left', `Move ${task.title} to ${before.name}`, `left-${task.id}`, () =>
        move(app, task.id, 'left'),
      ),
    );
  if (after)
    tools.append(
      makeTool('right', `Move ${task.title} to ${after.name}`, `right-${task.id}`, () =>
        move(app, task.id, 'right'),
      ),
    );
  tools.append(
    makeTool('edit', `Rename ${task.title}`, `edit-${task.id}`, () => editTask(app, task, card)),
    makeTool('remove', `Remove ${task.title}`, `remove-${task.id}`, () => dropTask(app, task)),
  );
  card.append(makeElement('p', 'card-title', task.title), badges, tools);
  for (const add of app.decorate) add({ task, card, badges });
  return card;
}

function makeColumn(app, column, visible) {
  const section = makeElement('section', 'column');
  const heading = makeElement('h2', '', column.name);
  const list = makeElement('ul', 'cards');
  const tasks = app.orders.reduce((sorted, order) => order(sorted), tasksIn(visible, column.id));
  heading.id = `column-${column.id}`;
  heading.append(makeElement('span', 'count', String(tasks.length)));
  section.dataset.column = column.id;
  section.setAttribute('aria-labelledby', heading.id);
  list.append(...tasks.map((task) => makeCard(app, task)));
  if (tasks.length === 0) list.append(makeElement('li', 'empty', sayEmpty(app, column)));
  section.append(heading, list);
  return section;
}

function sayEmpty(app, column) {
  if (tasksIn(app.tasks, column.id).length > 0) return 'Nothing here matches.';
  return column.id === 'todo' ? 'Nothing to do. Enjoy it.' : 'Nothing here yet.';
}

function drawBoard(app) {
  const focused = document.activeElement?.dataset?.focusKey;
  const visible = app.visible();
  const done = tasksIn(app.tasks, 'done').length;
  find('columns').replaceChildren(...columns.map((column) => makeColumn(app, column, visible)));
  find('summary').textContent =
    app.tasks.length === 0 ? 'No tasks yet.' : `${done} of ${app.tasks.length} done`;
  find('try').hidden = app.tasks.length > 0;
  for (const follow of app.onDraw) follow(visible);
  const again =
    focused &&
    (document.querySelector(`[data-focus-key="${focused}"]`) ??
      document.querySelector(`[data-focus-key="${focused.replace(/^(left|right)/, 'card')}"]`));
  if (again) again.focus();
}
