/** The columns, in the order that work moves through them. */
export const columns = [
  { id: 'todo', name: 'To do' },
  { id: 'doing', name: 'In progress' },
  { id: 'done', name: 'Done' },
];

const longestTitle = 200;

/** A title without needless space, at most 200 characters; empty when there is nothing in it. */
export const cleanTitle = (title) => title.replace(/\s+/g, ' ').trim().slice(0, longestTitle);

/** The tasks of a column, from top to bottom. */
export const tasksIn = (tasks, column) => tasks.filter((task) => task.column === column);

/** The board with a task at the end of the first column; a task without a title is not added. */
export const addTask = (tasks, { title, ...details }) => {
  const clean = cleanTitle(title);
  return clean === '' ? tasks : [...tasks, { ...details, title: clean, column: columns[0].id }];
};

/** The board with a task's title changed; an empty title changes nothing. */
export const renameTask = (tasks, id, title) => {
  const clean = cleanTitle(title);
  return clean === '' ? tasks : tasks.map((task) => (task.id === id ? { ...task, title: clean } : task));
};

/** The board without a task. */
export const removeTask = (tasks, id) => tasks.filter((task) => task.id !== id);

/** The board with a task at a place of a column, counted without the task itself; too far is the end. */
export const placeTask = (tasks, id, column, index) => {
  const moved = tasks.find((task) => task.id === id);
  if (!moved || !columns.some((known) => known.id === column)) return tasks;
  const others = removeTask(tasks, id);
  const neighbours = tasksIn(others, column);
  const at = Math.max(0, Math.min(index, neighbours.length));
  const before = neighbours[at];
  const place = before ? others.indexOf(before) : others.length;
  return others.toSpliced(place, 0, { ...moved, column });
};

const steps = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] };

/** The board with a task moved one step `up`, `down`, `left` or `right`; at an edge nothing changes. */
export const stepTask = (tasks, id, direction) => {
  const task = tasks.find((known) => known.id === id);
  if (!task) return tasks;
  const [across, along] = steps[direction];
  const column = columns[columns.findIndex((known) => known.id === task.column) + across];
  const peers = tasksIn(tasks, task.column);
  const index = peers.indexOf(task) + along;
  if (!column || index < 0 || index >= peers.length) return tasks;
  return placeTask(tasks, id, column.id, across === 0 ? index : tasksIn(tasks, column.id).length);
};

/** Where a task stands, in words. */
export const describePlace = (tasks, id) => {
  const task = tasks.find((known) => known.id === id);
  const column = columns.find((known) => known.id === task?.column);
  if (!task || !column) return '';
  const peers = tasksIn(tasks, column.id);
  return `${task.title}: ${column.name}, ${peers.indexOf(task) + 1} of ${peers.length}`;
};

const isTask = (task) =>
  typeof task?.id === 'string' &&
  typeof task.title === 'string' &&
  columns.some((column) => column.id === task.column);

/** A stored board; whatever in it is no task, and every second task of one id, is left out. */
export const reviveTasks = (value) => {
  const tasks = Array.isArray(value) ? value.filter(isTask) : [];
  return tasks.filter((task, at) => tasks.findIndex((other) => other.id === task.id) === at);
};

const samples = [
  ['Book the train to the coast', 'todo'],
  ['Water the plants', 'todo'],
  ['Read the first chapter', 'doing'],
  ['Order new light bulbs', 'done'],
];

/** A few tasks to try the board with; each of `details` tells what a feature would know of the one at an index. */
export const sampleTasks = (details = []) =>
  samples.map(([title, column], index) => ({
    ...Object.assign({}, ...details.map((detail) => detail(index))),
    id: `sample-${index + 1}`,
    title,
    column,
  }));
