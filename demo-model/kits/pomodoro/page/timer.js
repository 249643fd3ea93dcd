import { openStorage, safeBacking } from '../../../parts/storage/src/storage.js';
import {
  formatClock,
  leftOf,
  lengthOf,
  newTimer,
  nextPhase,
  pauseTimer,
  resetPhase,
  startTimer,
  usualMinutes,
} from '../src/timer.js';

const find = (id) => document.getElementById(id);
const names = { focus: 'Focus', break: 'Break', 'long-break': 'Long break' };

/** The timer on the page. Features change `plan`, name the page by `titleOf`, and follow drawings, starts and ends of phases. */
export function startPomodoro() {
  const plan = { minutes: { ...usualMinutes }, breakAfter: () => 'break' };
  const app = {
    storage: openStorage(
      'pomodoro',
      1,
      safeBacking(() => window.localStorage),
    ),
    plan,
    timer: newTimer(plan),
    onDraw: [],
    onStart: [],
    onEnd: [],
    titleOf: (clock, phaseName) => `${clock} ${phaseName}`,
    say(text) {
      find('said').textContent = text;
    },
    show(timer) {
      app.timer = timer;
      app.storage.write('timer', timer);
      drawTimer(app);
    },
    reset: () => app.show(resetPhase(app.timer, plan)),
    skip() {
      app.show(nextPhase(app.timer, plan, false));
      app.say(`${names[app.timer.phase]}, ready to start`);
    },
    toggle() {
      const isRunning = app.timer.endsAt !== null;
      app.show(isRunning ? pauseTimer(app.timer, Date.now()) : startTimer(app.timer, Date.now()));
      app.say(isRunning ? 'Paused' : `${names[app.timer.phase]} started`);
      if (!isRunning) for (const follow of app.onStart) follow();
    },
  };
  find('toggle').addEventListener('click', app.toggle);
  find('reset').addEventListener('click', app.reset);
  find('skip').addEventListener('click', app.skip);
  return app;
}

function drawTimer(app) {
  const { timer, plan } = app;
  const left = leftOf(timer, Date.now());
  const isRunning = timer.endsAt !== null;
  const clock = formatClock(left);
  document.querySelector('.room').dataset.phase = timer.phase;
  find('phase').textContent = names[timer.phase];
  find('clock').textContent = clock;
  find('ring').setAttribute('stroke-dashoffset', String(100 - (100 * left) / lengthOf(timer.phase, plan)));
  find('toggle').textContent = isRunning ? 'Pause' : left < lengthOf(timer.phase, plan) ? 'Resume' : 'Start';
  document.title = app.titleOf(clock, names[timer.phase]);
  for (const follow of app.onDraw) follow(timer);
}
