import type { LocalWorld } from '../../adapters/worlds/local-world.ts';
import { loadDraft } from '../../core/draft/draft-store.ts';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import { readMission, runCommand } from '../../core/mission/append-facts.ts';
import { currentAttempt } from '../../core/mission/mission.ts';
import { mailboxPrefix } from '../../core/ports/pod-host.ts';
import type { MissionId, PodId } from '../../core/wire/ids.ts';
import type { PodReport } from '../../core/wire/pod.ts';
import { mailboxKeys } from '../../core/wire/pod.ts';
import { tarOf } from '../core/app/tested-mission.ts';
import { makeReport } from '../core/pod/make-report.ts';
import { never } from '../core/ports/never.ts';

const options = { signal: never };

/** Leaves in the mailbox what a pod leaves that built the mission's last draft and saw `more` of it, and says that it was handed over. */
export async function podAnswers(
  world: LocalWorld,
  missionId: MissionId,
  more: Pick<Partial<PodReport>, 'accept' | 'boot'> & { readonly shots?: readonly Uint8Array[] } = {},
): Promise<PodId> {
  const podId = world.ids.make('pod') as PodId;
  const { attempt, draft } = currentAttempt(await readMission(world)(missionId, options));
  const stored = draft ?? { attempt: 0, tree_sha256: '' };
  const { shots = [], ...seen } = more;
  const { files } = await loadDraft(world)(missionId, stored, never);
  const artifact = files.filter((file) => !file.path.startsWith('test/'));
  const tree_sha256 = treeSha256(world.digest, files);
  const record = {
    pod_id: podId,
    mission_id: missionId,
    state: 'building',
    attempt,
    task_token: `token-${podId}`,
  };
  await world.records.put(
    { partition: `pods#${missionId}`, sort: podId },
    record,
    { condition: { kind: 'any' } },
    never,
  );
  const data = { attempt, pod_id: podId, tree_sha256, isolation: 'bubblewrap' } as const;
  await runCommand(world)({ missionId, command: { kind: 'hand-over', data }, actor: 'gantry' }, options);
  const artifact_sha256 = treeSha256(world.digest, artifact);
  const shas = { tree_sha256, artifact_sha256 };
  const report = makeReport({ mission_id: missionId, pod_id: podId, attempt, ...shas, ...seen });
  const put = (key: string, bytes: Uint8Array) =>
    world.objects.put(mailboxPrefix(missionId, podId) + key, bytes, {}, never);
  await put(
    mailboxKeys.log(0),
    Buffer.from(JSON.stringify({ attempt: 0, step: 'test', n: 0, lines: ['1 passed'] })),
  );
  for (const [n, png] of shots.entries()) await put(mailboxKeys.shot(n), png);
  await put(mailboxKeys.artifact, await tarOf(artifact));
  await put(mailboxKeys.report, Buffer.from(JSON.stringify(report)));
  return podId;
}
