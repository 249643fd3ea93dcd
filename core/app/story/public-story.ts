import * as z from 'zod';
import { NotFound } from '../../errors.ts';
import type { MissionLogDeps } from '../../mission/append-facts.ts';
import { readMission } from '../../mission/append-facts.ts';
import { checkStanding, countStanding } from '../../mission/check-standing.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { ChainedEvent } from '../../wire/event.ts';
import { slugSchema } from '../../wire/http.ts';
import { appIdSchema, missionIdSchema, userIdSchema } from '../../wire/ids.ts';
import type { AppRecord } from '../app.ts';
import { findApp } from '../app-records.ts';
import { isProductionChange } from '../append-app-fact.ts';

export interface StoryDeps extends Pick<MissionLogDeps, 'eventLog'> {
  readonly records: RecordStore;
}

const entrySchema = z.strictObject({ owner: userIdSchema, slug: slugSchema });
const keyOf = (appId: string) => ({ partition: 'public-stories', sort: appId });

/** Lets the story of an app be found by its id alone; whether it is open is said by its row. */
export const notePublicStory =
  ({ records }: Pick<StoryDeps, 'records'>) =>
  async (
    { app_id, owner, slug }: Pick<AppRecord, 'app_id' | 'owner' | 'slug'>,
    signal: AbortSignal,
  ): Promise<void> => {
    await records.put(keyOf(app_id), { owner, slug }, { condition: { kind: 'any' } }, signal);
  };

/** Lets it be found no more. */
export const forgetPublicStory =
  ({ records }: Pick<StoryDeps, 'records'>) =>
  async ({ app_id }: Pick<AppRecord, 'app_id'>, signal: AbortSignal): Promise<void> => {
    await records.remove(keyOf(app_id), { kind: 'any' }, signal);
  };

/** An app whose owner lets anybody see its story. NotFound for every other one, there or not: nobody learns which. */
export const requirePublicStory =
  (deps: StoryDeps) =>
  async (id: string, signal: AbortSignal): Promise<AppRecord> => {
    const app = appIdSchema.safeParse(id).success ? await findOpen(deps, id, signal) : undefined;
    if (app !== undefined) return app;
    throw new NotFound('story_not_found', 'There is no such public story.');
  };

async function findOpen(deps: StoryDeps, id: string, signal: AbortSignal): Promise<AppRecord | undefined> {
  const entry = await deps.records.get(keyOf(id), entrySchema, signal);
  const app = entry && (await findApp(deps)(entry.value.owner, entry.value.slug, signal));
  return app?.app_id === id && app.public_story && app.ending === undefined ? app : undefined;
}

/** How the checks of a version came out; undefined for one of version 0.1, which has none. */
export interface HeldChecks {
  readonly held: number;
  readonly total: number;
  readonly waived: number;
  /** False where no browser was there to try them. */
  readonly isTried: boolean;
}

/** What is live of an app, and since when; undefined where nothing is. */
export interface LiveVersion {
  readonly since: string;
  readonly checks: HeldChecks | undefined;
}

/** How the checks of a mission that an event tells of came out. */
export const heldChecksOf =
  (deps: Pick<StoryDeps, 'eventLog'>) =>
  async ({ data }: ChainedEvent, signal: AbortSignal): Promise<HeldChecks | undefined> => {
    const mission = await readMission(deps)(missionIdSchema.parse(data.mission_id), { signal });
    if (mission.spec === undefined) return undefined;
    const { browser, ...counts } = countStanding(checkStanding(mission));
    return { ...counts, isTried: browser !== null };
  };

/** What an app's story says is live now. */
export const liveVersion =
  (deps: Pick<StoryDeps, 'eventLog'>) =>
  async ({ app_id }: AppRecord, signal: AbortSignal): Promise<LiveVersion | undefined> => {
    const events = await deps.eventLog.read(app_id, { afterSeq: 0 }, signal);
    const last = events.findLast(isProductionChange);
    return last && { since: last.at, checks: await heldChecksOf(deps)(last, signal) };
  };

/** How many checks hold, in words that a stranger understands. */
export function sayHeld({ held, total, waived, isTried }: HeldChecks): string {
  if (!isTried) return 'checks not tried';
  const others = waived === 0 ? '' : `, ${waived} waived`;
  return `${held}/${total} checks held${others}`;
}
