/** Minutes of the technique as it was first described. */
export const usualMinutes = { focus: 25, break: 5 };

const millisecondsPerMinute = 60_000;

/** A timer at rest before its first focus. `endsAt` is a moment while it runs; `leftMs` counts while it rests. */
export const newTimer = (plan) => ({
  phase: 'focus',
  completed: 0,
  endsAt: null,
  leftMs: lengthOf('focus', plan),
});

/** The length of a phase in milliseconds; a phase that the plan does not know is as long as a break. */
export const lengthOf = (phase, plan) => (plan.minutes[phase] ?? plan.minutes.break) * millisecondsPerMinute;

/** What is left of the phase, never less than nothing. */
export const leftOf = (timer, nowMs) =>
  Math.max(0, timer.endsAt === null ? timer.leftMs : timer.endsAt - nowMs);

/** The timer, running; one that runs already goes on as it was. */
export const startTimer = (timer, nowMs) =>
  timer.endsAt === null ? { ...timer, endsAt: nowMs + timer.leftMs } : timer;

/** The timer, resting with what was left. */
export const pauseTimer = (timer, nowMs) => ({ ...timer, leftMs: leftOf(timer, nowMs), endsAt: null });

/** The phase from its beginning, at rest. */
export const resetPhase = (timer, plan) => ({ ...timer, endsAt: null, leftMs: lengthOf(timer.phase, plan) });

/** The next phase, at rest. A finished focus counts, a skipped one does not. */
export const nextPhase = (timer, plan, isFinished) => {
  const wasFocus = timer.phase === 'focus';
  const completed = timer.completed + (wasFocus && isFinished ? 1 : 0);
  const phase = wasFocus ? plan.breakAfter(completed) : 'focus';
  return { phase, completed, endsAt: null, leftMs: lengthOf(phase, plan) };
};

/** The timer at a moment, and the phase that ended by then, if one did. */
export const tick = (timer, nowMs, plan) => {
  const isOver = timer.endsAt !== null && leftOf(timer, nowMs) === 0;
  return isOver ? { timer: nextPhase(timer, plan, true), ended: timer.phase } : { timer, ended: null };
};

/** Minutes and seconds as a clock shows them; a begun second counts whole, so that 25 minutes start at 25:00. */
export const formatClock = (ms) => {
  const seconds = Math.ceil(ms / 1000);
  const two = (part) => String(part).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
};

const isAmount = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** A stored timer, or a new one where the stored value is none. */
export const reviveTimer = (value, plan) => {
  const phases = ['focus', 'break', 'long-break'];
  const isSound =
    phases.includes(value?.phase) &&
    Number.isInteger(value.completed) &&
    value.completed >= 0 &&
    isAmount(value.leftMs) &&
    (value.endsAt === null || isAmount(value.endsAt));
  return isSound ? value : newTimer(plan);
};
