import { Conflict } from '../errors.ts';
import { genesisSha256, sealEvent } from '../evidence/chain.ts';
import type { MissionLogDeps } from '../mission/append-facts.ts';
import type { ChainedEvent } from '../wire/event.ts';
import type { AppId } from '../wire/ids.ts';

/** What the end of an app is told by: an intent before each calls anybody, and what came of it. */
const endings = [
  'deletion-intended',
  'app-deleted',
  'restore-intended',
  'app-restored',
  'purge-intended',
  'app-purged',
] as const;
type Ending = (typeof endings)[number];

/** What can happen to an app; `data` names the mission that it is about, where one is. */
export type AppFact = {
  readonly event:
    | 'app-created'
    | 'preview-deployed'
    | 'pull-request-opened'
    | 'checks-not-shown'
    | 'pull-request-merged'
    | 'release-noted'
    | 'app-promoted'
    | 'promotion-refused'
    | 'app-rolled-back'
    | 'data-migrated'
    | 'data-restored'
    | 'secret-set'
    | 'secret-removed'
    | 'app-renamed'
    | 'story-opened'
    | 'story-closed'
    | Ending;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly mission_id?: string };
};

/** A fact of an app's end, told once after `sinceSeq`: the last event before this deletion, restore or removal began. */
export type LifeFact = AppFact & { readonly event: Ending; readonly sinceSeq: number };

const maxRaces = 20;

/** Appends to the app's own story; the same fact about the same mission again adds nothing, save what people do at will. A step of its end is told once a time that it ends. A merge is promoted or refused, not both. */
export const appendAppFact =
  (deps: MissionLogDeps) =>
  async (appId: AppId, actor: string, fact: AppFact | LifeFact, signal: AbortSignal): Promise<void> => {
    for (let race = 0; race < maxRaces; race += 1) {
      if (await appendOnce(deps, { appId, actor, fact }, signal)) return;
    }
    throw new Conflict('app_busy', 'The app was changed at the same moment. Try again.');
  };

/** False when another appender was first. */
async function appendOnce(
  deps: MissionLogDeps,
  {
    appId,
    actor,
    fact,
  }: { readonly appId: AppId; readonly actor: string; readonly fact: AppFact | LifeFact },
  signal: AbortSignal,
): Promise<boolean> {
  const events = await deps.eventLog.read(appId, { afterSeq: 0 }, signal);
  if (isTold(fact, events)) return true;
  const last = events.at(-1);
  const event = sealEvent(deps.digest, {
    type: 'status',
    event: fact.event,
    mission_id: appId,
    seq: (last?.seq ?? 0) + 1,
    at: new Date(deps.clock.nowMs()).toISOString(),
    actor,
    status: statusAfter(fact, last?.status ?? 'NEW'),
    message: fact.message,
    data: fact.data,
    prev_sha256: last?.sha256 ?? genesisSha256,
  });
  return (await deps.eventLog.append(appId, event, signal)) === 'appended';
}

type Told = Pick<ChainedEvent, 'event'>;

/** Whether an event decided what a merge comes to: promoted or refused, once a mission. */
export const isPromotion = ({ event }: Told): boolean =>
  event === 'app-promoted' || event === 'promotion-refused';

/** Whether an event changed what is live. */
export const isProductionChange = ({ event }: Told): boolean =>
  event === 'app-promoted' || event === 'app-rolled-back';

const atWill: ReadonlySet<AppFact['event']> = new Set([
  'app-rolled-back',
  'data-restored',
  'secret-set',
  'secret-removed',
  'app-renamed',
  'story-opened',
  'story-closed',
]);

function isTold(fact: AppFact | LifeFact, events: readonly ChainedEvent[]): boolean {
  if (atWill.has(fact.event)) return false;
  if ('sinceSeq' in fact) return events.some(({ event, seq }) => event === fact.event && seq > fact.sinceSeq);
  const isSame = ({ event }: Told): boolean =>
    isPromotion(fact) ? isPromotion({ event }) : event === fact.event;
  return events.some((event) => isSame(event) && event.data.mission_id === fact.data.mission_id);
}

function statusAfter(fact: AppFact, present: string): string {
  switch (fact.event) {
    case 'app-created':
      return 'NEW';
    case 'preview-deployed':
    case 'pull-request-opened':
      return present === 'LIVE' ? 'LIVE' : 'PROPOSED';
    case 'checks-not-shown':
    case 'pull-request-merged':
    case 'release-noted':
    case 'promotion-refused':
    case 'data-migrated':
    case 'data-restored':
    case 'secret-set':
    case 'secret-removed':
    case 'app-renamed':
    case 'story-opened':
    case 'story-closed':
    case 'deletion-intended':
    case 'app-deleted':
    case 'restore-intended':
    case 'app-restored':
    case 'purge-intended':
    case 'app-purged':
      return present;
    case 'app-promoted':
    case 'app-rolled-back':
      return 'LIVE';
  }
}
