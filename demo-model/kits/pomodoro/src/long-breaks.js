/** Focus sessions before a long break, and its length. */
export const sessionsPerRound = 4;
export const longBreakMinutes = 15;

/** The break that follows when so many focus sessions are completed: every fourth is long. */
export const breakAfter = (completed) =>
  completed > 0 && completed % sessionsPerRound === 0 ? 'long-break' : 'break';

/** How far the round has come: dots for the page, filled and open. After the fourth session all are filled until the next focus ends. */
export const roundOf = (completed, phase) => {
  const inRound = completed % sessionsPerRound;
  const filled = inRound === 0 && completed > 0 && phase !== 'focus' ? sessionsPerRound : inRound;
  return { filled, of: sessionsPerRound };
};
