import { dayOf, describeDay } from '../src/days.js';
import {
  addHabit,
  describeToday,
  isDone,
  refuseName,
  removeHabit,
  renameHabit,
  sampleHabits,
  toggleDay,
} from '../src/habits.js';

const find = (id) => document.getElementById(id);

/** The habits on the page. Parts hook in: `decorate` adds to a card, `onRender` follows each drawing, `onChange` each change. */
export function startHabits() {
  const app = {
    habits: [],
    editingId: null,
    decorate: [],
    onRender: [],
    onChange: [],
    storage: { read: (_key, fallback) => fallback, write: () => true },
    today: () => dayOf(new Date()),
    say: (text) => showUndo(text, null),
    render: () => renderHabits(app),
    toggle: (id, day) => app.change(toggleDay(app.habits, { id, day, today: app.today() })),
    change(habits) {
      app.habits = habits;
      for (const follow of app.onChange) follow(habits);
      app.render();
    },
  };
  find('add').addEventListener('submit', (event) => {
    event.preventDefault();
    createHabit(app);
  });
  find('new-name').addEventListener('input', () => sayMistake(null));
  find('try-samples').addEventListener('click', () => {
    app.change(sampleHabits(app.today()));
    find('cards').querySelector('.tick')?.focus();
  });
  return app;
}

function createHabit(app) {
  const name = find('new-name').value;
  const refusal = refuseName(app.habits, name);
  sayMistake(refusal);
  if (refusal !== null) return find('new-name').focus();
  const id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
  app.change(addHabit(app.habits, { id, name, today: app.today() }));
  find('new-name').value = '';
}

function sayMistake(text) {
  find('add-error').textContent = text ?? '';
  find('new-name').setAttribute('aria-invalid', String(text !== null));
}

function renderHabits(app) {
  const today = app.today();
  const focused = document.activeElement?.dataset?.key;
  find('today').textContent = describeDay(today);
  find('summary').textContent = describeToday(app.habits, today);
  find('day-progress').max = Math.max(1, app.habits.length);
  find('day-progress').value = app.habits.filter((habit) => isDone(habit, today)).length;
  find('blank').hidden = app.habits.length > 0;
  find('cards').replaceChildren(...app.habits.map((habit) => cardOf(app, habit, today)));
  if (focused) find('cards').querySelector(`[data-key="${focused}"]`)?.focus();
  for (const follow of app.onRender) follow(app.habits, today);
}

function cardOf(app, habit, today) {
  const card = document.createElement('li');
  card.className = 'card';
  card.dataset.done = String(isDone(habit, today));
  const name = document.createElement('h3');
  name.textContent = habit.name;
  const words = document.createElement('div');
  words.className = 'card-words';
  words.append(name);
  card.append(tickOf(app, habit, today), words, editButtonOf(app, habit));
  for (const decorate of app.decorate) decorate({ card, words, habit, today });
  if (app.editingId === habit.id) card.append(editorOf(app, habit));
  return card;
}

function tickOf(app, habit, today) {
  const tick = buttonOf('tick', `tick-${habit.id}`, `${habit.name}: done today`);
  tick.setAttribute('aria-pressed', String(isDone(habit, today)));
  tick.append(drawing('m6 12.5 4 4L18 8'));
  tick.addEventListener('click', () => app.toggle(habit.id, today));
  return tick;
}

function editButtonOf(app, habit) {
  const button = buttonOf('plain icon edit', `edit-${habit.id}`, `Edit ${habit.name}`);
  button.setAttribute('aria-expanded', String(app.editingId === habit.id));
  button.append(drawing('M5 12h.01M12 12h.01M19 12h.01'));
  button.addEventListener('click', () => {
    app.editingId = app.editingId === habit.id ? null : habit.id;
    app.render();
    find('cards').querySelector('.editor input')?.focus();
  });
  return button;
}

function editorOf(app, habit) {
  const form = document.createElement('form');
  const field = document.createElement('input');
  const save = document.createElement('button');
  const remove = buttonOf('plain danger', `remove-${habit.id}`, `Delete ${habit.name}`);
  form.className = 'editor';
  field.name = 'rename';
  field.value = habit.name;
  field.maxLength = 80;
  field.setAttribute('aria-label', `New name for ${habit.name}`);
  save.textContent = 'Save';
  remove.textContent = 'Delete';
  form.append(field, save, remove);
  remove.addEventListener('click', () => deleteHabit(app, habit));
  form.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') closeEditor(app, habit);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const refusal = refuseName(app.habits, field.value, habit.id);
    if (refusal !== null) return app.say(refusal);
    app.habits = renameHabit(app.habits, { id: habit.id, name: field.value });
    app.change(app.habits);
    closeEditor(app, habit);
  });
  return form;
}

function closeEditor(app, habit) {
  app.editingId = null;
  app.render();
  find('cards').querySelector(`[data-key="edit-${habit.id}"]`)?.focus();
}

function deleteHabit(app, habit) {
  const at = app.habits.indexOf(habit);
  app.editingId = null;
  app.change(removeHabit(app.habits, habit.id));
  showUndo(`Deleted “${habit.name}”.`, () => app.change(app.habits.toSpliced(at, 0, habit)));
  find('undo-button').focus();
}

function showUndo(text, undo) {
  const button = find('undo-button');
  find('undo-text').textContent = text;
  find('undo').dataset.shown = String(text !== '');
  button.hidden = undo === null;
  button.onclick = () => {
    showUndo('', null);
    undo?.();
  };
}

function buttonOf(className, key, label) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = className;
  button.dataset.key = key;
  button.setAttribute('aria-label', label);
  return button;
}

function drawing(path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
