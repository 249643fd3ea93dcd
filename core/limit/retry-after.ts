/** How long a Retry-After header asks to wait from now: it has seconds or a date (RFC 9110). Undefined where it has neither; not bounded. */
export function retryAfterMs(value: string, nowMs: number): number | undefined {
  const waitMs = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
