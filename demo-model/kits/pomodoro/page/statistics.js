import { dayOf, describeMinutes, logSession, reviveLog, totalsOf } from '../src/statistics.js';

/** Session statistics: finished focus sessions, today and in all. */
export function wireStatistics(app) {
  let log = reviveLog(app.storage.read('log', []));
  const draw = () => {
    const totals = totalsOf(log, dayOf(new Date()));
    document.querySelector('#sessions-today').textContent = String(totals.today);
    document.querySelector('#minutes-today').textContent = describeMinutes(totals.minutesToday);
    document.querySelector('#sessions-all').textContent = String(totals.all);
  };
  app.storage.follow(window, 'log', (stored) => {
    log = reviveLog(stored);
    draw();
  });
  app.onEnd.push((ended) => {
    if (ended !== 'focus') return;
    log = logSession(log, { day: dayOf(new Date()), minutes: app.plan.minutes.focus });
    app.storage.write('log', log);
    draw();
  });
  draw();
}
