import { describeDay } from '../src/days.js';
import { barsOf, dailyShares, rateOf, totalsOf } from '../src/statistics.js';

/** Statistics: figures, a bar for each of the last 30 days, and how often each habit was kept. */
export function wireStatistics(app) {
  app.onRender.push((habits, today) => {
    document.getElementById('statistics').hidden = habits.length === 0;
    const totals = totalsOf(habits, today);
    document.getElementById('total-ticks').textContent = totals.ticks.toLocaleString('en');
    document.getElementById('total-mean').textContent = `${totals.meanPercent} %`;
    document.getElementById('total-perfect').textContent = String(totals.perfectDays);
    drawChart(dailyShares(habits, today), totals.meanPercent);
    document.getElementById('rates').replaceChildren(...habits.map((habit) => rateRowOf(habit, today)));
  });
}

function drawChart(shares, meanPercent) {
  const chart = document.getElementById('chart');
  chart.setAttribute(
    'aria-label',
    `Share of habits done on each of the last 30 days, ${meanPercent} % in the mean`,
  );
  chart.replaceChildren(
    ...barsOf(shares, { width: 300, height: 80 }).map((bar) => {
      const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
      for (const name of ['x', 'y', 'width', 'height']) rect.setAttribute(name, String(bar[name]));
      rect.setAttribute('rx', '1.5');
      rect.dataset.whole = String(bar.share === 1);
      title.textContent = `${describeDay(bar.day)}: ${Math.round(bar.share * 100)} %`;
      rect.append(title);
      return rect;
    }),
  );
}

function rateRowOf(habit, today) {
  const { done, possible, percent } = rateOf(habit, today);
  const row = document.createElement('li');
  const name = document.createElement('span');
  const bar = document.createElement('progress');
  const figure = document.createElement('span');
  name.textContent = habit.name;
  bar.max = 100;
  bar.value = percent;
  bar.setAttribute('aria-label', `${habit.name}, percent of days kept`);
  figure.className = 'small soft';
  figure.textContent = `${done} of ${possible} ${possible === 1 ? 'day' : 'days'}`;
  row.append(name, bar, figure);
  return row;
}
