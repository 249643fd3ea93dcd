import { expect, test } from 'vitest';
import { build } from '../../../core/pod/build.ts';
import { listPods } from '../../../core/pod/pod-records.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import type { PodId } from '../../../core/wire/ids.ts';
import { mailboxKeys, podBundleSchema } from '../../../core/wire/pod.ts';
import { putDraft } from '../draft/put-draft.ts';
import { newMissionId, play } from '../mission/play.ts';
import { toPassed } from '../mission/samples.ts';
import { fakePodHost } from '../ports/fake-pod-host.ts';
import { fakeWorkflow } from '../ports/fake-workflow.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { agreeOn, checkOf } from '../spec/failed-mission.ts';

const draft = {
  app: { slug: 'x', title: 'X', summary: 'x' },
  stack: 'static' as const,
  files: [{ path: 'index.html', content: 'x' }],
  notes: '',
  left_out: [],
};

test('a pod is handed the spec with the steps of its checks, since it is what tries them', async () => {
  const ports = makePorts();
  const { podHost } = fakePodHost();
  const missionId = newMissionId();
  const checks = [checkOf('c1', ['click Add', 'see 4'], true)];
  await play([await agreeOn(ports, missionId, checks), ...toPassed.slice(0, 3)], { deps: ports, missionId });
  await putDraft(ports, missionId, draft);

  const deps = {
    ...ports,
    podHost,
    workflow: fakeWorkflow().workflow,
  };
  await build(deps)({ mission_id: missionId, task_token: 'token' }, { signal: never });

  const [one] = await listPods(ports)(missionId, never);
  const key = mailboxPrefix(missionId, one?.pod.pod_id as PodId) + mailboxKeys.bundle;
  const bytes = await ports.objects.get(key, never);
  const bundle = podBundleSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  expect(bundle.spec?.checks).toEqual(checks);
});
