import { describeWeek, oldestOffset, rowOf, weekAround } from '../src/week.js';

/** Weekly grid: seven days on each card, any past one can be ticked, and earlier weeks are a step away. */
export function wireWeek(app) {
  let offset = 0;
  const back = document.getElementById('week-back');
  const on = document.getElementById('week-on');
  const move = (by) => {
    offset += by;
    app.render();
  };
  back.addEventListener('click', () => move(-1));
  on.addEventListener('click', () => move(1));
  app.onRender.push((habits, today) => {
    document.getElementById('week-name').textContent = describeWeek(weekAround(today, offset));
    back.disabled = offset <= oldestOffset(habits, today);
    on.disabled = offset >= 0;
  });
  app.decorate.push(({ card, habit, today }) => {
    const grid = document.createElement('div');
    grid.className = 'week';
    grid.setAttribute('role', 'group');
    grid.setAttribute('aria-label', `${habit.name}, week`);
    grid.append(
      ...rowOf(habit, weekAround(today, offset), today).map((cell) => weekCellOf(app, habit, cell)),
    );
    card.append(grid);
  });
}

function weekCellOf(app, habit, cell) {
  const button = document.createElement('button');
  const name = document.createElement('span');
  const date = document.createElement('b');
  button.type = 'button';
  button.className = 'cell';
  button.disabled = cell.isToCome;
  button.dataset.key = `day-${habit.id}-${cell.day}`;
  button.setAttribute('aria-pressed', String(cell.isDone));
  button.setAttribute('aria-label', `${cell.name} ${cell.date}, ${habit.name}`);
  if (cell.isToday) button.setAttribute('aria-current', 'date');
  name.textContent = cell.name;
  date.textContent = String(cell.date);
  button.append(name, ' ', date);
  button.addEventListener('click', () => app.toggle(habit.id, cell.day));
  return button;
}
