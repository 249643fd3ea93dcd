/** How long a wait is, for people: seconds up to two minutes, then minutes up to two hours, each rounded up, then hours, as near as they come. */
export function waitInWords(waitMs: number): string {
  const seconds = Math.ceil(waitMs / 1_000);
  if (seconds <= 120) return `${seconds} s`;
  return seconds <= 7_200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.round(seconds / 3_600)} hours`;
}
