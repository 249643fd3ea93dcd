import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalWorld } from '../adapters/worlds/local-world.ts';
import { findUser } from '../core/access/users.ts';
import { awaitEnd } from '../core/mission/await-end.ts';
import { createMission } from '../core/mission/create-mission.ts';
import { hasEnded } from '../core/mission/mission.ts';
import { asMissionEvent } from '../core/mission/mission-event.ts';
import { viewMission } from '../core/mission/view-mission.ts';
import type { MissionEvent } from '../core/wire/event.ts';
import type { MissionView } from '../core/wire/mission.ts';
import { startGantry } from '../local/compose.ts';
import { readEnvironment } from '../local/environment.ts';

/** Longer than any mission may take. */
const longestMs = 3_600_000;

/** A whole Gantry of one's own: real gateway, handlers, state machine and pods. */
export interface OpenGantry {
  readonly world: LocalWorld;
  /** Asks for an app in one breath, and waits for the end of its mission. */
  readonly build: (memo: string) => Promise<{ view: MissionView; events: readonly MissionEvent[] }>;
  readonly close: () => Promise<void>;
}

/** Starts Gantry as the environment sets it up; one a process, because functions keep the ports they first got. A home that is not named goes again. */
export async function openGantry(
  home: string | undefined,
  onLine: (line: string) => void,
): Promise<OpenGantry> {
  const folder = home ?? mkdtempSync(join(tmpdir(), 'gantry-eval-'));
  const environment = readEnvironment({ ...process.env, PORT: '0', GANTRY_HOME: folder });
  let isOver = false;
  // What a pod that nobody waits for says when all is put away is no news.
  const gantry = await startGantry(environment, (told) => isOver || onLine(told));
  return {
    world: gantry.world,
    build: (memo) => build(gantry.world, memo),
    close: async () => {
      isOver = true;
      await gantry.close();
      if (home === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function build(world: LocalWorld, memo: string) {
  const signal = AbortSignal.timeout(longestMs);
  const admin = await findUser(world)('admin', signal);
  if (admin === undefined) throw new Error('This Gantry has no admin.');
  const { missionId } = await createMission(world)(
    {
      caller: { id: admin.id, username: admin.username, role: admin.role, sessionId: 'eval' },
      voiceMemo: memo,
      plan: null,
      appSlug: undefined,
      deploy: true,
      publish: true,
      idempotencyKey: undefined,
    },
    { signal },
  );
  const mission = await awaitEnd(world)(missionId, longestMs, signal);
  if (!hasEnded(mission)) throw new Error(`${missionId} did not end within an hour.`);
  const events = await world.eventLog.read(missionId, { afterSeq: 0 }, signal);
  return { view: viewMission(mission), events: events.map(asMissionEvent) };
}
