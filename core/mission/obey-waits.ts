import type { DependencyFailed } from '../errors.ts';
import { DependencyRefused, isGantryError } from '../errors.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { readMission, runCommand } from './append-facts.ts';
import type { Mission } from './mission.ts';
import { serviceWords, withServiceWords } from './service-words.ts';
import type { StageInput, StageOptions, WaitOutput } from './stage.ts';
import { waitInWords } from './wait-in-words.ts';

/** What is shorter is left to the state machine's own retries, which take about as long. */
const leastWaitMs = 5_000;
const mostMinutes = 15;
/** Nobody plans further ahead, and a clock's end is not reached. */
const longestTold = 30 * 24 * 60 * 60;

/**
 * Runs a stage so that a service which asks for time gets it: the stage then answers how long to wait instead of failing, and the wait is on
 * record. A mission waits for 15 minutes in all; what would be more is refused, with the time when a retry may succeed. Every error goes on
 * with the service's own words.
 */
export const obeyWaits =
  (deps: MissionLogDeps) =>
  <I extends StageInput, O>(work: (input: I, options: StageOptions) => Promise<O>) =>
  async (input: I, options: StageOptions): Promise<O | WaitOutput> => {
    try {
      return await work(input, options);
    } catch (error) {
      if (input.stage === undefined || !asksForTime(error)) throw withServiceWords(error);
      return beginWait(deps, { ...input, stage: input.stage }, error, options.signal);
    }
  };

function asksForTime(error: unknown): error is DependencyFailed {
  return (
    isGantryError(error) &&
    error.name === 'DependencyFailed' &&
    (error as DependencyFailed).retryAfterMs >= leastWaitMs
  );
}

async function beginWait(
  deps: MissionLogDeps,
  { mission_id: missionId, stage }: StageInput & { readonly stage: string },
  error: DependencyFailed,
  signal: AbortSignal,
): Promise<WaitOutput> {
  const { service = 'A service' } = error;
  const seconds = Math.min(longestTold, Math.ceil(error.retryAfterMs / 1_000));
  const nowMs = deps.clock.nowMs();
  const [from, until] = [timeOf(nowMs), timeOf(nowMs + seconds * 1_000)];
  const why = `${service} asks us to wait ${waitInWords(seconds * 1_000)}.`;
  const { waits } = await readMission(deps)(missionId, { signal });
  if (waitedMs([...waits, { from, until }]) > mostMinutes * 60_000)
    throw withServiceWords(tooLong(`${why} ${limitLine(waitedMs(waits))}`, until, error));
  const command = { kind: 'begin-wait', data: { for: service, until, stage, why } } as const;
  await runCommand(deps)({ missionId, command, actor: 'gantry' }, { signal });
  return { mission_id: missionId, next: 'wait', stage, seconds, error: null };
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

/** How long these waits take, oldest first; a time that two share, because a stage was run again within one, counts once. */
function waitedMs(waits: readonly Pick<Mission['waits'][number], 'from' | 'until'>[]): number {
  let sumMs = 0;
  let endMs = 0;
  for (const { from, until } of waits) {
    sumMs += Math.max(0, Date.parse(until) - Math.max(Date.parse(from), endMs));
    endMs = Math.max(endMs, Date.parse(until));
  }
  return sumMs;
}

function limitLine(soFarMs: number): string {
  const limit = `A mission waits for ${mostMinutes} minutes in all`;
  return soFarMs === 0 ? `${limit}.` : `${limit}, and this one has waited ${waitInWords(soFarMs)}.`;
}

function tooLong(reason: string, until: string, cause: DependencyFailed): DependencyRefused {
  const minuteMs = 60_000;
  const minute = timeOf(Math.ceil(Date.parse(until) / minuteMs) * minuteMs);
  const message = `${cause.message} ${reason} Retry the mission after ${minute.slice(0, 10)} ${minute.slice(11, 16)} UTC.`;
  return new DependencyRefused('waits_spent', message, { cause, details: { excerpt: serviceWords(cause) } });
}
