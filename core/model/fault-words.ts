import { retryAfterMs } from '../limit/retry-after.ts';
import type { FaultKind } from './model-fault.ts';

/** What providers tell in words alone, in the order in which it is looked for; the same status or name stands for other things, too. */
const kindsInWords: readonly (readonly [FaultKind, RegExp])[] = [
  [
    'refused',
    /blocked by content filtering|content management policy|content_policy_violation|content_filter|was flagged as potentially|rejected as a result of our safety system/i,
  ],
  [
    'too-long',
    /(?:input|prompt) is too long|(?:longer|greater) than the context|maximum context length|context[_ ](?:length|window|limit|size)[_ ]exceeded|exceeds?(?:\s\w+)* context|context length of only|too many input tokens/i,
  ],
  [
    'quota',
    /tokens per day|requests per day|per-day|\((?:TPD|RPD)\)|daily (?:token |request )?(?:limit|quota)/i,
  ],
  ['throttled', /quota.*retry in \d/is],
  [
    'payment',
    /credit balance is too low|insufficient (?:credits|quota|balance|funds)|insufficient_quota|requires more credits|exceeded your current quota|payment[ _]instrument|out of credits/i,
  ],
];

/** What a provider's words alone tell of a fault; undefined where they tell nothing beyond its status or name. */
export function kindInWords(words: string): FaultKind | undefined {
  return kindsInWords.find(([, pattern]) => pattern.test(words))?.[0];
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `7m12.5s`, `340ms`, `2h52m`: what OpenAI and those who speak as it does write after "try again in". */
function durationInWords(words: string): number | undefined {
  const told = /(?:try again|retry) in ((?:\d+(?:\.\d+)?(?:ms|[smh]))+)/i.exec(words)?.[1];
  if (told === undefined) return undefined;
  const parts = told.toLowerCase().matchAll(/([\d.]+)(ms|[smh])/g);
  return [...parts].reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitMs[unit as keyof typeof unitMs],
    0,
  );
}

/** How long a provider asks us to wait, in its headers (of small letters) or its words. */
export function waitTold(
  headers: Readonly<Record<string, string | undefined>>,
  words: string,
  nowMs: number,
): number | undefined {
  const { 'retry-after-ms': exactMs, 'retry-after': after } = headers;
  if (exactMs !== undefined && /^\d+(?:\.\d+)?$/.test(exactMs)) return Number(exactMs);
  const told = after === undefined ? undefined : retryAfterMs(after, nowMs);
  return told ?? durationInWords(words);
}

/** A wait so long that it is a quota's and not the moment's. */
const quotaWaitMs = 900_000;
const dayMs = 86_400_000;

/** What a fault is once its wait is known: a long one makes a quota of what was throttled, and a quota without one lasts to the end of its day (UTC). */
export function withWait(
  kind: FaultKind,
  waitMs: number | undefined,
  nowMs: number,
): { readonly kind: FaultKind; readonly retryAfterMs?: number } {
  if (waitMs === undefined)
    return kind === 'quota' ? { kind, retryAfterMs: dayMs - (nowMs % dayMs) } : { kind };
  const isQuota = kind === 'throttled' && waitMs > quotaWaitMs;
  return { kind: isQuota ? 'quota' : kind, retryAfterMs: waitMs };
}
