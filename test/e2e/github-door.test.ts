import { createHmac } from 'node:crypto';
import type { Emulator } from 'emulate';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { linkCodeSchema } from '../../core/wire/channel.ts';
import { pullSchema } from '../../core/wire/http.ts';
import { startGitHub } from '../adapters/github/github-setting.ts';
import { RecordingProxy } from '../adapters/github/recording-proxy.ts';
import { answers, useAuthors } from './rig/authors.ts';
import { type Client, signIn } from './rig/client.ts';
import { consultation } from './rig/consultation.ts';
import { addModule, draftWith } from './rig/drafts.ts';
import { build } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';

const [token, secret] = ['ghp_of_octo', 'of the webhook'];
let emulator: Emulator;
let proxy: RecordingProxy;
const statuses: Record<string, unknown>[] = [];
const authors = useAuthors();
const product = useProduct({
  env: async () => {
    emulator = await startGitHub(token);
    proxy = new RecordingProxy(emulator.url);
    // emulate has no commit statuses.
    proxy.interfere = ({ method, path, body }) => {
      if (!/\/statuses/.test(path)) return undefined;
      if (method === 'POST') statuses.push({ path, ...body });
      return { kind: 'answer', status: method === 'POST' ? 201 : 200, body: method === 'POST' ? body : [] };
    };
    return {
      ...(await authors.env()),
      GITHUB_TOKEN: token,
      GITHUB_WEBHOOK_SECRET: secret,
      GITHUB_API_URL: await proxy.start(),
    };
  },
});
afterAll(async () => {
  await proxy.close();
  await emulator.close();
});

let client: Client;
beforeAll(async () => {
  client = await signIn(product.current);
  authors.on('adder', (asked) => {
    const { prompt } = asked;
    if (asked.asks !== 'consult')
      return answers(
        asked,
        draftWith(prompt.includes('memory') ? { 'src/add.js': `${addModule}// Kept.\n` } : {}),
      );
    const change = { stack: null, intent: 'change', add_features: ['A memory'] } as const;
    return answers(asked, consultation({ ...change, add_features: [...change.add_features] }));
  });
});

interface Written {
  readonly id: number;
  readonly body: string;
}
const ask = async <T>(path: string, body?: object): Promise<T> => {
  const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await (await fetch(new URL(path, emulator.url), { headers, ...sent })).json()) as T;
};
const comments = () => ask<Written[]>('/repos/octo/adder/issues/1/comments');
const said = async (text: RegExp) =>
  vi.waitFor(
    async () => {
      const found = (await comments()).findLast(({ body }) => text.test(body));
      expect(found).toBeDefined();
      return found as Written;
    },
    { timeout: 150_000, interval: 100 },
  );

/** Octo writes below the pull request, and GitHub tells of it. */
async function writes(text: string): Promise<void> {
  const comment = await ask<Written & { readonly user: object }>('/repos/octo/adder/issues/1/comments', {
    body: text,
  });
  const event = {
    action: 'created',
    issue: { number: 1 },
    comment: { ...comment, author_association: 'NONE', created_at: new Date().toISOString() },
    repository: await ask('/repos/octo/adder'),
    sender: comment.user,
  };
  const body = JSON.stringify(event);
  const answer = await fetch(`http://localhost:${product.current.port}/gantry/webhooks/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'issue_comment',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  });
  expect(answer.status).toBe(200);
}

it('a comment on a pull request becomes a change that stands on it, and both are merged as one', async () => {
  expect((await build(client, { voice_memo: 'Build me an adder', deploy: true, publish: true })).status).toBe(
    'DEPLOYED',
  );
  const { code } = await client.send(linkCodeSchema, 201, '/gantry/channels/link', {
    github_account: 'octo',
  });
  await writes(`@gantry /link ${code}`);
  await said(/^<!-- gantry -->\nYou are linked as admin/);
  await writes('@gantry the adder needs a memory');
  const plan = await said(/A memory/);
  expect(plan.body).toContain('Say **yes** to build this.');
  await writes('yes');
  await said(/\[Pull request\]\(<http/);
  const pull = await ask<{ readonly head: { readonly sha: string } }>('/repos/octo/adder/pulls/2');
  const first = await ask<{ readonly head: { readonly sha: string } }>('/repos/octo/adder/pulls/1');
  const commit = await ask<{ readonly parents: readonly { readonly sha: string }[] }>(
    `/repos/octo/adder/git/commits/${pull.head.sha}`,
  );
  expect(commit.parents).toMatchObject([{ sha: first.head.sha }]);
  expect(statuses.map(({ path, context }) => [String(path).slice(-40), context])).toEqual([
    [first.head.sha, 'gantry/checks'],
    [pull.head.sha, 'gantry/checks'],
  ]);
  await client.send(pullSchema, 200, '/gantry/apps/adder/pulls/2/merge', {});
  const closed = await ask<{ readonly state: string; readonly body: string }>('/repos/octo/adder/pulls/1');
  expect(closed).toMatchObject({ state: 'closed', body: expect.stringContaining('#2, which was merged') });
});
