import { describe, expect, it } from 'vitest';
import { missionListSchema } from '../../../core/wire/http.ts';
import { branchesOf, hasGit } from '../../e2e/rig/clone.ts';
import { servedDigest } from '../../e2e/rig/live-app.ts';
import { appsOf, build, shipped } from '../../e2e/rig/missions.ts';
import { signInToStack } from './sign-in-to-stack.ts';

/** Asked of a stack that was taken down and is up again since its missions ran. */
describe.runIf(process.env.GANTRY_STACK_IS_KEPT === '1')('a stack that was down and is up again', () => {
  it('has the missions, live apps and repositories that it had, behind the password that it had', async () => {
    const client = await signInToStack();
    const { missions } = await client.read(missionListSchema, '/gantry/missions');
    const deployed = missions.find(({ status }) => status === 'DEPLOYED');
    if (deployed === undefined) throw new Error(`no mission is left among ${missions.length}`);
    const mission = shipped(deployed);
    expect(await servedDigest(client, mission.mission_id, mission.url)).toBe(mission.artifact_sha256);
    const app = (await appsOf(client)).find(({ slug }) => slug === mission.app);
    if (hasGit)
      expect(branchesOf(client, app?.clone_url ?? '').join()).toContain(`gantry/${mission.mission_id}`);
  });

  it('builds on', async () => {
    const client = await signInToStack();
    shipped(await build(client, { voice_memo: 'Build a markdown notes app' }));
  });
});
