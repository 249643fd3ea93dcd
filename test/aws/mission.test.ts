import { beforeAll, describe, expect, it } from 'vitest';
import { healthSchema } from '../../core/wire/http.ts';
import { token } from '../adapters/github/github-setting.ts';
import { answers, useAuthors } from '../e2e/rig/authors.ts';
import { type Client, signIn } from '../e2e/rig/client.ts';
import { draftWith } from '../e2e/rig/drafts.ts';
import { build, shipped } from '../e2e/rig/missions.ts';
import { eventually } from '../e2e/rig/pods.ts';
import { useProduct } from '../e2e/rig/product.ts';
import { runningPods } from '../e2e/rig/running-pods.ts';
import { sharedInstallation } from './rig/installed.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
let client: Client;
let mission: ReturnType<typeof shipped>;

beforeAll(async () => {
  client = await signIn(product.current);
  authors.on('an adder', (asked) => answers(asked, draftWith()));
  mission = shipped(await build(client, { voice_memo: 'Build me an adder' }));
});

describe('an installation on AWS', () => {
  it('answers health as the AWS world', async () => {
    expect(await client.read(healthSchema, '/health')).toMatchObject({ world: 'aws', isolation: 'fargate' });
  });

  it('proposes what it tested on GitHub, from a branch of its own', async () => {
    const [, owner, name, number] = /\/([^/]+)\/([^/]+)\/pull\/(\d+)$/.exec(mission.pr_url) ?? [];
    const gitHub = sharedInstallation()?.gitHubUrl;
    const headers = { authorization: `token ${token}` };
    const pull = await fetch(`${gitHub}/repos/${owner}/${name}/pulls/${number}`, { headers });
    expect(await pull.json()).toMatchObject({ state: 'open', head: { ref: `gantry/${mission.mission_id}` } });
  });

  it('leaves no task behind', async () => {
    const isOver = async () => (await runningPods(product.current, mission.mission_id)) === 0;
    await eventually(isOver, 'its pods have stopped');
  });

  it('answers what the gateway knows no route for in the form of the contract', async () => {
    expect(await client.refused(404, 'GET', '/gantry/no-such-thing')).toMatchObject({
      code: 'route_not_found',
    });
  });
});
