import { reviveTimer, tick } from '../src/timer.js';

/** Takes up the timer where it was, and looks at the clock four times a second. */
export function beginPomodoro(app) {
  const look = () => {
    const { timer, ended } = tick(app.timer, Date.now(), app.plan);
    if (ended !== null) {
      app.show(timer);
      app.say(ended === 'focus' ? 'Focus is over. Time for a break.' : 'The break is over. Back to focus.');
      for (const follow of app.onEnd) follow(ended);
    } else if (timer.endsAt !== null) {
      app.show(timer);
    }
  };
  app.show(reviveTimer(app.storage.read('timer', null), app.plan));
  setInterval(look, 250);
  document.addEventListener('visibilitychange', look);
}
