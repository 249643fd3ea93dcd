import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeApiKey } from '../../core/access/api-keys.ts';
import type { Caller } from '../../core/access/sessions.ts';
import { callerOfToken, openSession } from '../../core/access/sessions.ts';
import { addUser } from '../../core/access/users.ts';
import { appRecordSchema } from '../../core/app/app.ts';
import { claimApp } from '../../core/app/app-records.ts';
import { appIdSchema } from '../../core/wire/ids.ts';
import { createGitPages } from '../../local/serve-repositories.ts';
import { never } from '../core/ports/never.ts';
import type { OpenedWorld } from '../functions/open-world.ts';
import { openWorld } from '../functions/open-world.ts';

let opened: OpenedWorld;
const passwords: Record<string, string> = { nonsense: 'x'.repeat(43) };

beforeAll(async () => {
  opened = await openWorld();
  const { world } = opened;
  for (const username of ['ada', 'bob']) {
    const user = await addUser(world)({ username, password: 'a password', role: 'member' }, never);
    const { token } = await openSession(world)(user, never);
    passwords[`${username}'s session`] = token;
    const caller = (await callerOfToken(world)(token, never)) as Caller;
    for (const scope of ['read', 'build'] as const) {
      const { key } = await makeApiKey(world)({ caller, name: scope, scopes: [scope] }, never);
      passwords[`${username}'s ${scope} key`] = key;
    }
    if (username === 'ada') await ownTodo(caller);
  }
});
afterAll(() => opened.close());

async function ownTodo({ id, username }: Caller): Promise<void> {
  const appId = appIdSchema.parse(opened.world.ids.make('app'));
  const names = { ownerName: username, name: 'todo', description: '' };
  const repository = await opened.world.codeHost.ensureRepository({ appId, ...names }, never);
  const app = appRecordSchema.parse({
    app_id: appId,
    owner: id,
    owner_name: username,
    slug: 'todo',
    title: 'Todo',
    stack: 'static',
    born_of: opened.world.ids.make('msn'),
    created_at: new Date(0).toISOString(),
    project_id: null,
    stable_url: null,
    repository: repository.fullName,
    default_branch: repository.defaultBranch,
    repo_url: null,
    clone_url: null,
    live_mission: null,
    versions: [],
    missions: [],
  });
  await claimApp(opened.world)(app, never);
}

test.each([
  ["ada's session", 200],
  ["ada's read key", 200],
  ["ada's build key", 401],
  ["bob's session", 404],
  ["bob's read key", 404],
  ['nonsense', 401],
])('a clone of ada’s app with %s for a password answers %i', async (who, status) => {
  const authorization = `Basic ${Buffer.from(`git:${passwords[who]}`).toString('base64')}`;
  const pages = createGitPages(() => opened.world);
  expect((await pages.serve('ada', 'todo', 'HEAD', authorization)).status).toBe(status);
  expect((await pages.serve('ada', 'todo', 'HEAD', `Bearer ${passwords[who]}`)).status).toBe(401);
});
