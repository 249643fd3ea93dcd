import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import { type AppView, appListSchema, eventsSchema } from '../../../core/wire/http.ts';
import { type MissionView, missionViewSchema } from '../../../core/wire/mission.ts';
import type { Client } from './client.ts';

/** Long enough for a slow machine; nothing here measures time. */
export const patienceSeconds = 120;

interface BuildRequest {
  readonly voice_memo: string;
  readonly app?: string;
  readonly deploy?: boolean;
  readonly publish?: boolean;
}

/** Asks for a mission and answers at once. */
export const request = (
  client: Client,
  body: BuildRequest,
  headers?: Record<string, string>,
): Promise<MissionView> => client.send(missionViewSchema, 202, '/gantry/architect?wait=0', body, headers);

/** Asks for a mission and waits for its end in the same call. */
export async function build(client: Client, body: BuildRequest): Promise<MissionView> {
  const answer = await client.call('POST', `/gantry/architect?wait=${patienceSeconds}`, { body });
  expect([200, 202], answer.text).toContain(answer.status);
  const mission = missionViewSchema.parse(JSON.parse(answer.text));
  return answer.status === 200 ? mission : whenEnded(client, mission);
}

/** A mission when it has ended; where answers are buffered it is asked for again and again. */
export async function whenEnded(
  client: Client,
  { mission_id: id }: { readonly mission_id: string },
): Promise<MissionView> {
  for (let asks = 0; asks < patienceSeconds; asks += 1) {
    const answer = await client.call('GET', `/gantry/status/${id}?wait=${patienceSeconds}`);
    if (answer.status === 202) {
      // At once where nobody else may wait.
      await sleep(1_000);
      continue;
    }
    expect(answer.status, answer.text).toBe(200);
    return missionViewSchema.parse(JSON.parse(answer.text));
  }
  throw new Error(`${id} does not end`);
}

/** A mission that made it, with what only a shipped one has. */
export function shipped(mission: MissionView) {
  expect(mission, JSON.stringify(mission.failure)).toMatchObject({ status: 'DEPLOYED' });
  const { url, pr_url, tree_sha256, artifact_sha256, app } = mission;
  if (!url || !pr_url || !tree_sha256 || !artifact_sha256 || !app)
    throw new Error(`not whole: ${JSON.stringify(mission)}`);
  return { ...mission, url, pr_url, tree_sha256, artifact_sha256, app };
}

export const eventsOf = async (client: Client, id: string, after = 0): Promise<ChainedEvent[]> =>
  (await client.read(eventsSchema, `/gantry/missions/${id}/events?after=${after}`)).events;

/** The statuses that a mission went through, each once for a run of it. */
export const statusPath = (events: readonly ChainedEvent[]): string[] =>
  events.map(({ status }) => status).filter((status, index, all) => status !== all[index - 1]);

export const countOf = (events: readonly ChainedEvent[], name: string): number =>
  events.filter(({ event }) => event === name).length;

/** The data of the last event of a name. */
export function dataOf(events: readonly ChainedEvent[], name: string): Readonly<Record<string, unknown>> {
  const found = events.findLast(({ event }) => event === name);
  if (found === undefined) throw new Error(`no ${name} in ${events.map(({ event }) => event).join(', ')}`);
  return found.data;
}

export const appsOf = async (client: Client): Promise<AppView[]> =>
  (await client.read(appListSchema, '/gantry/apps')).apps;
