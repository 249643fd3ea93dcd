import type { AppRecord } from '../app/app.ts';
import { findApp } from '../app/app-records.ts';
import { loadAuthored } from '../draft/draft-store.ts';
import { readMission } from '../mission/append-facts.ts';
import { checkStanding } from '../mission/check-standing.ts';
import { newestVersion } from '../mission/create-mission.ts';
import { sayFailure } from '../mission/failure-words.ts';
import { leftOutOf } from '../mission/left-out.ts';
import type { Mission } from '../mission/mission.ts';
import { hasEnded, testedDraft } from '../mission/mission.ts';
import type { Digest } from '../ports/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { RecordStore } from '../ports/record-store.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import { standingNeeds } from '../spec/standing-needs.ts';
import type { AgreedPlan } from '../wire/chat.ts';
import type { MissionId } from '../wire/ids.ts';
import { needsNothing } from '../wire/spec.ts';
import type { AppSeen } from './app-seen.ts';
import { seeApp } from './app-seen.ts';
import type { ConversationRecord } from './conversations.ts';
import { missionsOf } from './conversations.ts';
import type { KnownApp } from './plan-changes.ts';

export interface AppDeps {
  readonly eventLog: EventLog;
  readonly records: RecordStore;
  readonly objects: ObjectStore;
  readonly digest: Digest;
}

/** What a conversation is about: its app where there is one, and its newest missions, oldest first. */
export interface AtHand {
  readonly app: AppRecord | undefined;
  readonly missions: readonly Mission[];
  /** The newest mission of the conversation itself. */
  readonly newest: Mission | undefined;
}

/** As many missions as a model is told of. */
const toldMissions = 3;

/** Whether a mission of this conversation is under way. */
export const isRunning = ({ newest }: AtHand): boolean => newest !== undefined && !hasEnded(newest);

/** Reads what a conversation is about: its app's row and the events of at most four missions. */
export const appAtHand =
  (deps: AppDeps) =>
  async (conversation: ConversationRecord, signal: AbortSignal): Promise<AtHand> => {
    const own = missionsOf(conversation);
    const read = (id: MissionId): Promise<Mission> => readMission(deps)(id, { signal });
    const newestId = own.at(-1);
    const newest = newestId === undefined ? undefined : await read(newestId);
    const slug = newest?.app?.slug ?? newest?.request.app?.slug ?? conversation.app;
    const app = slug === null ? undefined : await findApp(deps)(conversation.owner, slug, signal);
    // Ids sort as time does, and missions of an app may come from elsewhere than its conversation.
    const ids = [...new Set([...(app?.missions ?? []), ...own])].toSorted().slice(-toldMissions);
    const missions = await Promise.all(ids.map((id) => (id === newest?.missionId ? newest : read(id))));
    return { app, missions, newest };
  };

/** The app as its newest version was agreed; undefined where there is none that could be changed. */
export const knownApp =
  (deps: AppDeps) =>
  async ({ app, missions }: AtHand, signal: AbortSignal): Promise<KnownApp | undefined> => {
    const base = app && newestVersion(app);
    if (app === undefined || base === undefined) return undefined;
    const told = missions.find(({ missionId }) => missionId === base);
    const mission = told ?? (await readMission(deps)(base, { signal }));
    if (testedDraft(mission) === undefined) return undefined;
    return { ...(await agreedOf(deps, mission, app, signal)), ...pick(app), base };
  };

const pick = ({ app_id, slug, title }: AppRecord) => ({ app_id, slug, title });

/** What a version was agreed to be; one of version 0.1 has its plan alone. */
async function agreedOf(
  deps: AppDeps,
  mission: Mission,
  { stack }: AppRecord,
  signal: AbortSignal,
): Promise<Pick<KnownApp, 'stack' | 'features' | 'checks' | 'needs'>> {
  const spec = await agreedSpec(deps)(mission, signal);
  if (spec === undefined)
    return { stack, features: mission.request.plan?.features ?? [], checks: [], needs: needsNothing };
  const without = new Set(mission.waived.map(({ check }) => check));
  return {
    stack: spec.stack,
    features: spec.features,
    needs: standingNeeds(spec.needs),
    checks: spec.checks.filter(({ id }) => !without.has(id)),
  };
}

/** What a model is told of the app, or of the first build of one; undefined where nothing was ever built. */
export const showApp =
  (deps: AppDeps) =>
  async (
    { built }: ConversationRecord,
    hand: AtHand,
    known: KnownApp | undefined,
    signal: AbortSignal,
  ): Promise<AppSeen | undefined> => {
    const about =
      hand.missions.findLast(({ missionId }) => missionId === known?.base) ?? hand.missions.at(-1);
    if (about === undefined) return undefined;
    const { voice_memo: title, plan } = about.request;
    const bare: AgreedPlan = { title, stack: 'static', features: [] };
    const agreed = known ?? about.spec ?? built ?? plan ?? bare;
    return seeApp({
      title: agreed.title,
      slug: known?.slug ?? null,
      stack: agreed.stack,
      features: agreed.features,
      checks: checksOf(about),
      left_out: stillLeftOut(hand.missions.filter(({ app }) => app?.slug === about.app?.slug)),
      files: await pathsOf(deps, about, signal),
      missions: hand.missions.map(({ status, request, failure }) => ({
        status,
        asked: request.voice_memo,
        ...(failure !== undefined && { failure: sayFailure(failure) }),
      })),
      is_running: isRunning(hand),
    });
  };

function checksOf(mission: Mission): AppSeen['checks'] {
  const agreed = mission.spec?.checks ?? [];
  return checkStanding(mission).checks.map(({ id, outcome, words }, index) => {
    const { feature } = agreed[index] as (typeof agreed)[number];
    return { id, outcome, words, feature };
  });
}

/** The files that an author wrote, by name. */
async function pathsOf(deps: AppDeps, mission: Mission, signal: AbortSignal): Promise<string[]> {
  const tested = testedDraft(mission);
  if (tested === undefined) return [];
  const { files } = await loadAuthored(deps)(mission.missionId, tested, signal);
  return files.map(({ path }) => path);
}

/** What one mission left out is missing after the next, too. */
function stillLeftOut(missions: readonly Mission[]): string[] {
  const items = missions.flatMap(leftOutOf).map(({ what, why }) => [what, `${what}: ${why}`] as const);
  return [...new Map(items).values()];
}
