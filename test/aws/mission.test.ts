import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { beforeAll, describe, expect, it } from 'vitest';
import { healthSchema } from '../../core/wire/http.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import { podReportSchema } from '../../core/wire/pod.ts';
import { token } from '../adapters/github/github-setting.ts';
import { answers, hangs, useAuthors } from '../e2e/rig/authors.ts';
import { type Client, createClient, signIn } from '../e2e/rig/client.ts';
import { draftWith } from '../e2e/rig/drafts.ts';
import { readEvidence } from '../e2e/rig/evidence.ts';
import { isLast, isNamed, openFeed } from '../e2e/rig/feed.ts';
import { browse, servedDigest } from '../e2e/rig/live-app.ts';
import { appsOf, build, eventsOf, request, shipped, statusPath, whenEnded } from '../e2e/rig/missions.ts';
import { eventually } from '../e2e/rig/pods.ts';
import { useProduct } from '../e2e/rig/product.ts';
import { sharedInstallation } from './rig/installed.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env, members: ['second'] });
let client: Client;

beforeAll(async () => {
  client = await signIn(product.current);
  authors.on('an adder', ({ tool }) => answers(tool, draftWith()));
});

/** Tasks of the cluster that the pods run in, by mission. */
async function startedTasks(missionId: string): Promise<readonly string[]> {
  const { endpoint = '', region = '', cluster = '' } = sharedInstallation() ?? {};
  const ecs = new ECSClient({ endpoint, region });
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return tasks
    .filter(({ startedBy = '', lastStatus }) => startedBy.startsWith(missionId) && lastStatus !== 'STOPPED')
    .map(({ taskArn = '' }) => taskArn);
}

describe('a voice mission on AWS', () => {
  let mission: ReturnType<typeof shipped>;

  it('goes from a memo to a live URL and a pull request, seen as it goes', async () => {
    const asked = await request(client, { voice_memo: 'Build me an adder' });
    const feed = await openFeed(client, asked.mission_id);
    mission = shipped(await whenEnded(client, asked));
    await feed.until(isLast);
    const events = await eventsOf(client, mission.mission_id);
    expect(feed.events()).toEqual(events);
    expect(statusPath(events)).toEqual([
      'QUEUED',
      'ARCHITECTING',
      'VALIDATING',
      'BUILDING',
      'DEPLOYING',
      'PUBLISHING',
      'DEPLOYED',
    ]);
    expect(feed.frames.some(({ type }) => type === 'log')).toBe(true);
  });

  it('answers health as the AWS world', async () => {
    expect(await client.read(healthSchema, '/health')).toMatchObject({ world: 'aws', isolation: 'fargate' });
  });

  it('serves exactly the tested artifact, and proposes the tested tree on GitHub', async () => {
    expect(await servedDigest(client, mission.mission_id, mission.url)).toBe(mission.artifact_sha256);
    expect((await browse(mission.url, 'test/add.test.js')).status).toBe(404);
    const report = await client.read(podReportSchema, `/gantry/missions/${mission.mission_id}/report`);
    expect(report).toMatchObject({ outcome: 'passed', tree_sha256: mission.tree_sha256 });
    const [, owner, name, number] = /\/([^/]+)\/([^/]+)\/pull\/(\d+)$/.exec(mission.pr_url) ?? [];
    const gitHub = sharedInstallation()?.gitHubUrl;
    const headers = { authorization: `token ${token}` };
    const pull = await fetch(`${gitHub}/repos/${owner}/${name}/pulls/${number}`, { headers });
    expect(await pull.json()).toMatchObject({ state: 'open', head: { ref: `gantry/${mission.mission_id}` } });
  });

  it('seals evidence by KMS whose chain, signature and published key hold', async () => {
    const { annotations, bundle } = await readEvidence(client, mission.mission_id);
    expect(annotations).toMatchObject({ status: 'DEPLOYED', deployment: { url: mission.url } });
    expect(bundle.events).toEqual(await eventsOf(client, mission.mission_id));
  });

  it('leaves no pod behind', async () => {
    await eventually(
      async () => (await startedTasks(mission.mission_id)).length === 0,
      'its pods have stopped',
    );
  });
});

describe('a mission that is cancelled on AWS', () => {
  it('ends CANCELLED while the model writes, and its execution and pod with it', async () => {
    authors.on('a slow thing', ({ tool }) => hangs(tool));
    const { mission_id: id } = await request(client, { voice_memo: 'Build a slow thing' });
    const feed = await openFeed(client, id);
    await feed.until(isNamed('authoring-started'));
    await eventually(async () => (await startedTasks(id)).length > 0, 'its pod has started');
    await client.send(missionViewSchema, 202, `/gantry/missions/${id}/cancel`, {});
    await feed.until(isLast);
    expect(await whenEnded(client, { mission_id: id })).toMatchObject({ status: 'CANCELLED' });
    await eventually(async () => (await startedTasks(id)).length === 0, 'its pod has stopped');
    await client.send(missionViewSchema, 202, `/gantry/missions/${id}/cancel`, {});
  });
});

describe('two users on AWS', () => {
  it('make two apps of one slug, and find nothing of one another', async () => {
    const second = await signIn(product.current, 'second');
    const theirs = shipped(await build(second, { voice_memo: 'Build me an adder' }));
    const [mine] = await appsOf(client);
    expect((await appsOf(second)).map(({ slug }) => slug)).toEqual([mine?.slug]);
    expect((await appsOf(second))[0]?.repo_url).not.toBe(mine?.repo_url);
    await client.refused(404, 'GET', `/gantry/status/${theirs.mission_id}`);
    await client.refused(404, 'GET', `/gantry/missions/${theirs.mission_id}/evidence`);
    await createClient(client.port, undefined).refused(401, 'GET', '/gantry/missions');
  });
});

describe('the gateway on AWS', () => {
  it('answers what it knows no route for in the form of the contract', async () => {
    expect(await client.refused(404, 'GET', '/gantry/no-such-thing')).toMatchObject({
      code: 'route_not_found',
    });
  });
});
