import { beforeEach } from 'vitest';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import type { MissionId, PodId } from '../../../core/wire/ids.ts';
import type { PodReport } from '../../../core/wire/pod.ts';
import { newMissionId, play } from '../mission/play.ts';
import { fakePodHost } from '../ports/fake-pod-host.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

export const options = { signal: never };
export const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

/** The ports of pods for each test of a file, and a mission of its own. */
export function podWorld() {
  const world = {} as {
    ports: TestPorts;
    pods: ReturnType<typeof fakePodHost>;
    flow: ReturnType<typeof fakeWorkflow>;
    missionId: MissionId;
  };
  beforeEach(() => {
    world.ports = makePorts();
    world.pods = fakePodHost();
    world.flow = fakeWorkflow();
    world.missionId = newMissionId();
  });
  const deps = () => ({
    ...world.ports,
    podHost: world.pods.podHost,
    workflow: world.flow.workflow,
    checkArtifact: async (report: PodReport) => report,
  });
  const read = () => readMission(world.ports)(world.missionId, options);
  const begin = (life: readonly Command[] = []) =>
    play(life, { deps: world.ports, missionId: world.missionId });
  const put = (pod: PodId, key: string, value: unknown) =>
    world.ports.objects.put(mailboxPrefix(world.missionId, pod) + key, encode(value), {}, never);
  return { world, deps, read, begin, put };
}
