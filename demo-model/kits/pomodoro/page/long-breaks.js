import { breakAfter, longBreakMinutes, roundOf } from '../src/long-breaks.js';

/** Long breaks: every fourth break is long, and dots show how far the round has come. */
export function wireLongBreaks(app) {
  const round = document.querySelector('#round');
  app.plan.breakAfter = breakAfter;
  app.plan.minutes['long-break'] = longBreakMinutes;
  let shown = '';
  app.onDraw.push(({ completed, phase }) => {
    const { filled, of } = roundOf(completed, phase);
    const words = `${filled} of ${of} sessions before the long break`;
    if (words === shown) return;
    shown = words;
    const spoken = document.createElement('span');
    spoken.className = 'visually-hidden';
    spoken.textContent = words;
    const dots = Array.from({ length: of }, (_none, at) => {
      const dot = document.createElement('span');
      dot.className = at < filled ? 'dot is-filled' : 'dot';
      return dot;
    });
    round.replaceChildren(spoken, ...dots);
  });
}
