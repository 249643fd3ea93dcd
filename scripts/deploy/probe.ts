import type * as z from 'zod';
import { type MissionFact, missionFactSchema } from '../../core/wire/event.ts';
import { eventsSchema, healthSchema, signedInSchema } from '../../core/wire/http.ts';
import { type MissionView, missionViewSchema, terminalStatuses } from '../../core/wire/mission.ts';

/** Whom the probe acts as: an admin by password, or whoever an API key is of. */
export type ProbeCaller = { readonly password: string } | { readonly apiKey: string };

export interface ProbeOptions {
  readonly url: string;
  readonly caller: ProbeCaller;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Small, and with something to try in a browser. */
const memo = 'Build a calculator with dark mode';
const waitSeconds = 25;
const terminal: ReadonlySet<string> = new Set(terminalStatuses);
const requestMs = 60_000;

/**
 * Builds one small app through the front door, as a person would, and tells what was seen: who answered, what a pod can do here, how it went. It
 * ships nothing. True where the app was built; the model's tokens are charged to the caller's budget.
 */
export async function probe({ url, caller, tell, signal }: ProbeOptions): Promise<boolean> {
  const ask = asker(url, signal);
  const health = await ask(healthSchema, 'GET', '/health');
  tell(`Front door: answers; pods are isolated by ${health.isolation}, and ${health.model} writes`);
  const credential = await credentialOf(ask, caller);
  const requested = await ask(missionViewSchema, 'POST', '/gantry/architect?wait=0', credential, {
    voice_memo: memo,
    deploy: false,
    publish: false,
  });
  tell(`Mission ${requested.mission_id}: "${memo}", built and tried here and shipped nowhere`);
  const mission = await whenEnded(ask, credential, requested);
  for (const line of await linesOf(ask, credential, mission)) tell(line);
  return mission.status === 'BUILT';
}

type Ask = <S extends z.ZodType>(
  schema: S,
  method: 'GET' | 'POST',
  path: string,
  credential?: string,
  body?: unknown,
) => Promise<z.infer<S>>;

const asker =
  (url: string, signal: AbortSignal): Ask =>
  async (schema, method, path, credential, body) => {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        'content-type': 'application/json',
        ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(requestMs)]),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`);
    return schema.parse(JSON.parse(text));
  };

async function credentialOf(ask: Ask, caller: ProbeCaller): Promise<string> {
  if ('apiKey' in caller) return caller.apiKey;
  return (await ask(signedInSchema, 'POST', '/gantry/auth', undefined, caller)).token;
}

async function whenEnded(ask: Ask, credential: string, begun: MissionView): Promise<MissionView> {
  let mission = begun;
  while (!terminal.has(mission.status))
    mission = await ask(
      missionViewSchema,
      'GET',
      `/gantry/status/${mission.mission_id}?wait=${waitSeconds}`,
      credential,
    );
  return mission;
}

/** What the mission's events tell of the installation, one line a part of it. */
async function linesOf(ask: Ask, credential: string, mission: MissionView): Promise<readonly string[]> {
  const path = `/gantry/missions/${mission.mission_id}/events?after=0`;
  const { events } = await ask(eventsSchema, 'GET', path, credential);
  const told = events.flatMap(({ event, data }) => {
    const fact = missionFactSchema.safeParse({ event, data });
    if (!fact.success) return [];
    if (fact.data.event === 'draft-stored') return [`Model: ${fact.data.data.model_id} wrote the app`];
    return fact.data.event === 'report-received' ? [podLine(fact.data.data)] : [];
  });
  const why = mission.failure === undefined ? '' : `: ${mission.failure.message}`;
  return [...told, `End: ${mission.status}${why}`];
}

type Report = Extract<MissionFact, { readonly event: 'report-received' }>['data'];

function podLine({ outcome, isolation, duration_ms, peak_memory_bytes, tests, checks }: Report): string {
  const held = checks?.results.filter(({ outcome: end }) => end === 'held').length ?? 0;
  const parts = [
    `isolated by ${isolation}`,
    `${Math.round(duration_ms / 1_000)} s`,
    `${Math.round(peak_memory_bytes / 1024 / 1024)} MB`,
    ...(tests ? [`${tests.passed} of ${tests.total} tests passed`] : []),
    ...(checks
      ? [`${held} of ${checks.results.length} checks held`, `browser: ${checks.browser ?? 'none'}`]
      : []),
  ];
  return `Pod: ${outcome}; ${parts.join(', ')}`;
}
