import { dayNames, monthOf, monthOfDay, nameOfMonth, stepMonth, weeksOf } from '../src/calendar.js';

/** Calendar view: the month of what was added last, or the present one, with each task on its day. */
export function wireCalendar(app) {
  const toggle = document.querySelector('#calendar-toggle');
  const view = document.querySelector('#calendar');
  let month = monthOf(new Date());
  let known = 0;
  const show = () => drawMonth(month, app.visible());
  const step = (by) => {
    month = stepMonth(month, by);
    show();
  };
  document
    .querySelector('#calendar-names')
    .replaceChildren(...dayNames.map((name) => makeCell('th', { scope: 'col' }, name)));
  document.querySelector('#calendar-back').addEventListener('click', () => step(-1));
  document.querySelector('#calendar-on').addEventListener('click', () => step(1));
  toggle.addEventListener('click', () => {
    view.hidden = !view.hidden;
    toggle.setAttribute('aria-pressed', String(!view.hidden));
  });
  app.onChange.push((tasks) => {
    if (tasks.length > known) month = monthOfDay(tasks.at(-1).due) ?? month;
    known = tasks.length;
  });
  app.onDraw.push(() => {
    known = app.tasks.length;
    show();
  });
}

function drawMonth(month, tasks) {
  document.querySelector('#calendar-month').textContent = nameOfMonth(month);
  document.querySelector('#calendar-days').replaceChildren(
    ...weeksOf(month, tasks).map((week) => {
      const row = document.createElement('tr');
      row.append(...week.map(makeDay));
      return row;
    }),
  );
}

function makeDay({ day, date, isOfMonth, tasks }) {
  const cell = makeCell('td', {}, '');
  const time = document.createElement('time');
  cell.dataset.other = String(!isOfMonth);
  time.dateTime = day;
  time.textContent = String(date);
  cell.append(time);
  if (tasks.length === 0) return cell;
  const list = document.createElement('ul');
  list.append(...tasks.map((task) => makeCell('li', {}, task.title)));
  cell.append(list);
  return cell;
}

function makeCell(name, attributes, text) {
  const cell = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) cell.setAttribute(attribute, value);
  cell.textContent = text;
  return cell;
}
