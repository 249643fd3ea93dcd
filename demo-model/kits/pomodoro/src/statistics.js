const longestLog = 1000;

/** The day of a moment where the person is, as `2026-02-28`. */
export const dayOf = (date) => {
  const two = (part) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** The log with one more finished focus; the oldest fall off. */
export const logSession = (log, { day, minutes }) => [...log, { day, minutes }].slice(-longestLog);

/** Sessions and minutes of a day, and sessions in all. */
export const totalsOf = (log, day) => {
  const today = log.filter((session) => session.day === day);
  return {
    today: today.length,
    minutesToday: today.reduce((sum, session) => sum + session.minutes, 0),
    all: log.length,
  };
};

/** Minutes as people say them: 135 gives "2 h 15 min". */
export const describeMinutes = (minutes) => {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
};

const isSession = (session) =>
  /^\d{4}-\d{2}-\d{2}$/.test(session?.day ?? '') && Number.isFinite(session.minutes) && session.minutes > 0;

/** A stored log without what is no session. */
export const reviveLog = (value) => (Array.isArray(value) ? value.filter(isSession).slice(-longestLog) : []);
