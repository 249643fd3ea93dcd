import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitHubMergeNotices } from '../../../adapters/github/merge-notices.ts';
import { checkLive } from '../../../core/app/check-live.ts';
import { deployApp } from '../../../core/app/deploy-app.ts';
import { followMerge } from '../../../core/app/follow-merge.ts';
import { mergePull } from '../../../core/app/promote-app.ts';
import { publishApp } from '../../../core/app/publish-app.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import { appOf, deps, options, stage, story, useFreshPorts } from '../../core/app/shipping-rig.ts';
import { testedMission } from '../../core/app/tested-mission.ts';
import { commands } from '../../core/mission/samples.ts';
import { is, token, useGitHub } from './github-setting.ts';

const gitHub = useGitHub();
useFreshPorts();

let ports: typeof deps;
/** An app that is proposed on GitHub, whose repository a person renames then. */
beforeEach(async () => {
  ports = { ...deps, codeHost: { ...deps.codeHost, ...gitHub.open() } };
  const { missionId } = await testedMission(ports);
  for (const run of [deployApp, checkLive, publishApp]) await run(ports)(stage(missionId), options);
  await runCommand(ports)({ missionId, command: commands().settle, actor: 'gantry' }, options);
});
const rename = async (): Promise<string> =>
  gitHub.proxy.rename((await appOf()).repository ?? '', 'renamed', `token ${token}`);

describe('a repository that was renamed', () => {
  it.each([307, 301] as const)(
    'is merged by Gantry and promoted, where writes are led on by %i',
    async (status) => {
      await rename();
      gitHub.proxy.movedStatus = status;
      const merged = await mergePull(ports)({ actor: 'ada', app: await appOf(), number: 1 }, options);
      expect(merged.state).toBe('merged');
      expect(await story(await appOf())).toContain('app-promoted');
      const merges = gitHub.proxy.writes.filter((request) => is(request, 'PUT', /\/merge$/));
      expect(merges.map(({ path }) => path.split('/')[1])).toEqual(['repos', 'repositories']);
      expect(merges[1]?.body).toEqual(merges[0]?.body);
    },
  );

  it('is merged on GitHub’s own page and promoted by its delivery, which names it as it is now', async () => {
    const renamed = await rename();
    const { id } = (await gitHub.ask(`/repos/${renamed}`)) as { readonly id: number };
    await gitHub.ask(`/repos/${renamed}/pulls/1/merge`, 'PUT', {});
    const body = JSON.stringify({
      action: 'closed',
      pull_request: { number: 1, merged: true },
      repository: { id, full_name: renamed },
    });
    const mergeNotices = gitHubMergeNotices({ secret: 'secret' });
    const signature = `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`;
    const delivery = {
      event: 'pull_request',
      body: new TextEncoder().encode(body),
      signature,
      contentType: 'application/json',
    };
    expect(await followMerge({ ...ports, mergeNotices })(delivery, options)).toMatchObject({
      outcome: 'promoted',
    });
    expect((await appOf()).repository).toBe(renamed);
    expect(await story(await appOf())).toContain('app-promoted');
  });

  it('is led on within GitHub alone: no other host is shown the token', async () => {
    gitHub.proxy.interfere = (request) =>
      is(request, 'PUT', /\/merge$/)
        ? { kind: 'answer', status: 307, headers: { location: 'http://127.0.0.2:9/steal' } }
        : undefined;
    await expect(
      mergePull(ports)({ actor: 'ada', app: await appOf(), number: 1 }, options),
    ).rejects.toMatchObject({
      name: 'DependencyFailed',
    });
    expect(gitHub.proxy.writes.filter((request) => is(request, 'PUT', /\/merge$/))).toHaveLength(1);
  });
});
