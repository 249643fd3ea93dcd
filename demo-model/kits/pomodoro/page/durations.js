import { limits, readMinutes, reviveMinutes } from '../src/durations.js';
import { resetPhase } from '../src/timer.js';

const phaseNames = { focus: 'Focus', break: 'Break', 'long-break': 'Long break' };

/** Custom durations: minutes for each phase. A change of the phase that rests shows at once, a running one is left to end. */
export function wireDurations(app) {
  const { plan } = app;
  Object.assign(plan.minutes, reviveMinutes(app.storage.read('minutes', null), plan.minutes));
  const fieldFor = (phase) => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    input.type = 'number';
    input.id = `minutes-${phase}`;
    input.min = String(limits.least);
    input.max = String(limits.most);
    input.value = String(plan.minutes[phase]);
    input.addEventListener('change', () => {
      plan.minutes[phase] = readMinutes(input.value, plan.minutes[phase]);
      input.value = String(plan.minutes[phase]);
      app.storage.write('minutes', plan.minutes);
      if (app.timer.phase === phase && app.timer.endsAt === null) app.show(resetPhase(app.timer, plan));
    });
    label.append(phaseNames[phase], input);
    return label;
  };
  document.querySelector('#durations-fields').replaceChildren(...Object.keys(plan.minutes).map(fieldFor));
}
