import { describeDate, describeRemaining, remaining, startOf } from '../src/countdown.js';
import { launch } from '../src/launch.js';

/** Countdown: to the day in src/launch.js; while that is open, to a day that one may try out. */
export function wireCountdown() {
  const field = document.getElementById('count-day');
  let until = startOf(launch);
  const show = () => {
    document.getElementById('count-parts').hidden = until === null;
    document.getElementById('count-form').hidden = launch !== null;
    if (until === null) return;
    const left = remaining(until, new Date());
    for (const part of ['days', 'hours', 'minutes', 'seconds']) {
      document.getElementById(`count-${part}`).textContent = String(left[part]).padStart(2, '0');
    }
    document.getElementById('countdown-title').textContent = left.isOver
      ? `Here since ${describeDate(until)}`
      : `Until ${describeDate(until)}`;
    const words = document.getElementById('count-words');
    if (words.textContent !== describeRemaining(left)) words.textContent = describeRemaining(left);
  };
  field.addEventListener('input', () => {
    until = startOf(field.value);
    show();
  });
  setInterval(show, 1_000);
  show();
}
