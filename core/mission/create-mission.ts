import * as z from 'zod';
import type { Caller } from '../access/sessions.ts';
import type { AppRecord } from '../app/app.ts';
import { requireApp } from '../app/app-records.ts';
import { requireLiveApp } from '../app/life/live-app.ts';
import { joinConversation } from '../chat/conversations.ts';
import { Conflict, InputRejected, isGantryError, NotFound } from '../errors.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import type { Ids } from '../ports/ids.ts';
import type { RecordStore } from '../ports/record-store.ts';
import type { AgreedPlan } from '../wire/chat.ts';
import type { ConversationId, MissionId } from '../wire/ids.ts';
import { missionIdSchema, sha256Schema } from '../wire/ids.ts';
import type { MissionRequest, TalkedOf } from '../wire/mission-request.ts';
import type { MissionLogDeps } from './append-facts.ts';
import { readMission, runCommand } from './append-facts.ts';
import { resumptionOf } from './checkpoint.ts';
import type { Mission } from './mission.ts';
import { hasEnded, testedDraft } from './mission.ts';
import { projectMission } from './mission-rows.ts';
import { viewMission } from './view-mission.ts';

export interface CreateDeps extends MissionLogDeps {
  readonly records: RecordStore;
  readonly ids: Ids;
}

type Signalled = { readonly signal: AbortSignal };

/** The mission that an app is changed from: that of its newest version, or else the newest that worked on it. */
export const newestVersion = ({ versions, missions }: AppRecord): MissionId | undefined =>
  versions.at(-1)?.mission_id ?? missions.at(-1);

/** How long a key is remembered. */
const keptMs = 30 * 24 * 60 * 60 * 1_000;
const keySchema = z.strictObject({ mission_id: missionIdSchema, request_sha256: sha256Schema });

/**
 * Appends a mission's first event. With a key, the same caller's same key is the same mission, across restarts; where the caller `said`
 * something else with it, Conflict. What was found out about the app since does not count.
 */
export const requestMission =
  (deps: CreateDeps) =>
  async (
    caller: Caller,
    wanted: MissionRequest,
    { key, said }: { readonly key: string | undefined; readonly said: object },
    signal: AbortSignal,
  ): Promise<Mission> => {
    if (wanted.app !== null) await requireLiveApp(deps)({ owner: caller.id, ...wanted.app }, signal);
    const missionId = await claimKey(deps, caller, said, key, signal);
    const command = { kind: 'request', request: wanted } as const;
    const mission = await runCommand(deps)({ missionId, command, actor: caller.id }, { signal });
    await projectMission(deps)(viewMission(mission), signal);
    return mission;
  };

async function claimKey(
  deps: CreateDeps,
  caller: Caller,
  said: object,
  key: string | undefined,
  signal: AbortSignal,
): Promise<MissionId> {
  const missionId = missionIdSchema.parse(deps.ids.make('msn'));
  if (key === undefined) return missionId;
  const requestSha256 = deps.digest.sha256(canonicalJson(said));
  const at = { partition: `idempotency#${caller.id}`, sort: deps.digest.sha256(key) };
  const value = { mission_id: missionId, request_sha256: requestSha256 };
  const options = { condition: { kind: 'absent' }, expiresAtMs: deps.clock.nowMs() + keptMs } as const;
  if ((await deps.records.put(at, value, options, signal)) !== 'lost') return missionId;
  const earlier = await deps.records.get(at, keySchema, signal);
  if (earlier === undefined)
    throw new Conflict('key_busy', 'This Idempotency-Key was in use a moment ago; try again.');
  if (earlier.value.request_sha256 === requestSha256) return earlier.value.mission_id;
  throw new Conflict('key_reused', 'This Idempotency-Key was used for another request. Use a new key.');
}

/** A mission from one voice memo, or from a plan that was agreed on in chat. */
export const createMission =
  (deps: CreateDeps) =>
  async (
    input: {
      readonly caller: Caller;
      readonly voiceMemo: string;
      readonly plan: AgreedPlan | null;
      /** What a talk came to beside the plan; the plan's own key stands for it. */
      readonly talkedOf?: TalkedOf;
      readonly appSlug: string | undefined;
      /** A check that shows a fault, and the mission whose app it is tried on before anything is written. */
      readonly fault?: { readonly check: string; readonly of: MissionId } | undefined;
      /** The conversation that it stands in; that one keeps it itself. */
      readonly conversationId?: ConversationId;
      readonly deploy: boolean;
      readonly publish: boolean;
      readonly idempotencyKey: string | undefined;
    },
    { signal }: Signalled,
  ): Promise<Mission> => {
    const { caller, idempotencyKey: key, talkedOf, fault: _fault, conversationId: _of, ...said } = input;
    const app =
      input.appSlug === undefined ? undefined : await requireApp(deps)(caller.id, input.appSlug, signal);
    return requestMission(deps)(
      caller,
      {
        owner: caller.id,
        owner_name: caller.username,
        voice_memo: input.voiceMemo,
        plan: input.plan,
        ...(talkedOf !== undefined && { talked_of: talkedOf }),
        deploy: input.deploy,
        publish: input.publish,
        app: app === undefined ? null : { app_id: app.app_id, slug: app.slug },
        extends: (app && newestVersion(app)) ?? null,
        retry_of: null,
        ...(input.fault !== undefined && { fault: input.fault.check, resumes: input.fault.of }),
        ...(input.conversationId !== undefined && { conversation_id: input.conversationId }),
        budget_usd: null,
      },
      { key, said },
      signal,
    );
  };

/**
 * The same request and plan again, as a new mission; Conflict while the first still runs. What that one wrote is not paid for again unless it is
 * what failed. With `waive` the tested draft is built again, and its owner does without those checks.
 */
export const retryMission =
  (deps: CreateDeps) =>
  async (
    input: {
      readonly caller: Caller;
      readonly mission: Mission;
      readonly budgetUsd: number | undefined;
      readonly waive?: readonly string[] | undefined;
      readonly idempotencyKey: string | undefined;
    },
    { signal }: Signalled,
  ): Promise<Mission> => {
    const { caller, mission } = input;
    if (!hasEnded(mission))
      throw new Conflict('mission_running', 'This mission is still running. Cancel it first, or wait.');
    const app =
      mission.app === undefined
        ? mission.request.app
        : { app_id: mission.app.app_id, slug: mission.app.slug };
    const { resumes: _earlier, ...asked } = mission.request;
    const waived = waiverOf(mission, input.waive ?? []);
    const wanted = {
      ...asked,
      ...waived,
      ...resumptionOf(mission, waived),
      app,
      retry_of: mission.missionId,
      budget_usd: input.budgetUsd ?? mission.request.budget_usd,
    };
    const said = { retry_of: mission.missionId, budget_usd: wanted.budget_usd, ...waived };
    return inConversation(
      deps,
      await requestMission(deps)(caller, wanted, { key: input.idempotencyKey, said }, signal),
      signal,
    );
  };

/** The checks that a retry does without: those of before, and these of the mission's spec; one at least stays. */
function waiverOf(mission: Mission, added: readonly string[]): Pick<MissionRequest, 'waive'> {
  const checks = mission.spec?.checks ?? [];
  const unknown = added.find((wanted) => checks.every(({ id }) => id !== wanted));
  if (unknown !== undefined)
    throw new InputRejected(
      'check_unknown',
      `This mission has no check ${unknown}. GET /gantry/missions/${mission.missionId}/spec names them.`,
    );
  const waive = [...new Set([...mission.waived.map(({ check }) => check), ...added])];
  if (waive.length > 0 && waive.length >= checks.length)
    throw new InputRejected('checks_all_waived', 'Keep at least one check: an app has to do something.');
  return waive.length === 0 ? {} : { waive };
}

/** A new mission on the same app, with the whole source of this one as its start; Conflict when this one has no tested source. */
export const extendMission =
  (deps: CreateDeps) =>
  async (
    input: {
      readonly caller: Caller;
      readonly mission: Mission;
      readonly voiceMemo: string;
      readonly idempotencyKey: string | undefined;
    },
    { signal }: Signalled,
  ): Promise<Mission> => {
    const { caller, mission } = input;
    if (!hasEnded(mission))
      throw new Conflict(
        'mission_running',
        'This mission is still running. Change its app when it has ended.',
      );
    if (testedDraft(mission) === undefined || mission.app === undefined) {
      throw new Conflict(
        'nothing_to_extend',
        'This mission made no app that could be changed. Retry it instead.',
      );
    }
    // What its owner does without is in the spec of the extension no more.
    const {
      resumes: _earlier,
      waive: _without,
      fault: _shown,
      talked_of: _talk,
      edit: _hand,
      ...asked
    } = mission.request;
    const extension = await requestMission(deps)(
      caller,
      {
        ...asked,
        voice_memo: input.voiceMemo,
        plan: null,
        app: { app_id: mission.app.app_id, slug: mission.app.slug },
        extends: mission.missionId,
        retry_of: null,
      },
      { key: input.idempotencyKey, said: { extends: mission.missionId, voice_memo: input.voiceMemo } },
      signal,
    );
    return inConversation(deps, extension, signal);
  };

/** What goes on from a mission that was talked of stands in the same conversation. */
export async function inConversation(
  deps: CreateDeps,
  mission: Mission,
  signal: AbortSignal,
): Promise<Mission> {
  const { conversation_id: id, owner } = mission.request;
  if (id !== undefined) await joinConversation(deps)(owner, id, mission.missionId, signal);
  return mission;
}

/** A mission of this caller; NotFound for an unknown one and for somebody else's. */
export const requireMission =
  (deps: Pick<MissionLogDeps, 'eventLog'>) =>
  async (caller: Caller, id: string, { signal }: Signalled): Promise<Mission> => {
    const missionId = missionIdSchema.safeParse(id);
    const mission = missionId.success
      ? await readMission(deps)(missionId.data, { signal }).catch(undefinedWhenNotFound)
      : undefined;
    if (mission !== undefined && mission.request.owner === caller.id) return mission;
    throw new NotFound('mission_not_found', 'You have no such mission.');
  };

function undefinedWhenNotFound(error: unknown): undefined {
  if (isGantryError(error) && error.name === 'NotFound') return undefined;
  throw error;
}
