import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireApp } from '../../core/app/app-records.ts';
import { never } from '../core/ports/never.ts';
import { callRoute, errorOf } from './call-function.ts';
import { signedIn, things } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
let token: string;
let appId: string;
const params = { slug: 'todo' };

beforeAll(async () => {
  opened = await openWorld();
  const ana = await signedIn(opened.world, 'ana');
  await things(opened.world, ana.caller);
  token = ana.token;
  appId = (await requireApp(opened.world)(ana.caller.id, 'todo', never)).app_id;
});
afterAll(() => opened.close());

const badge = (file = `${appId}.svg`) => callRoute('appBadge', { params: { file } });
const feed = (file = `${appId}.xml`) => callRoute('appFeed', { params: { file } });
const open = (public_story: boolean) => callRoute('renameApp', { token, params, body: { public_story } });

describe('the badge and the feed of an app', () => {
  test('are there for anybody once its owner opens them, and gone when they are closed', async () => {
    const closed = await badge();
    expect([closed.status, (await feed()).status]).toEqual([404, 404]);
    expect((await open(true)).status).toBe(200);
    const shown = await badge();
    expect([shown.status, shown.headers['content-type']]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    expect(shown.text).toContain('>not live yet<');
    const told = await feed();
    expect([told.status, told.headers['content-type']]).toEqual([200, 'application/atom+xml; charset=utf-8']);
    expect(told.text).toContain(`<id>urn:gantry:${appId}</id>`);
    await open(false);
    expect(errorOf(await badge())).toEqual(errorOf(closed));
  });

  test('may be shown on pages of others, are kept a while, and run nothing', async () => {
    await open(true);
    for (const { headers } of [await badge(), await feed()])
      expect(headers).toMatchObject({
        'cache-control': 'public, max-age=300',
        'content-security-policy': expect.stringMatching(/^default-src 'none';.*sandbox$/),
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      });
  });

  test('are asked for by their own endings, and whoever guesses learns nothing', async () => {
    await open(true);
    const unknown = await badge(`${opened.world.ids.make('app')}.svg`);
    expect(unknown.status).toBe(404);
    for (const file of ['', '.svg', 'todo.svg', `${appId}.SVG`, appId, `${appId}.xml`, `../${appId}.svg`])
      expect((await badge(file)).status, file).toBe(404);
    expect((await feed(`${appId}.svg`)).status).toBe(404);
  });
});

describe('deleting an app', () => {
  test('answers 202 with its days, and 400 without its name', async () => {
    const without = await callRoute('deleteApp', { token, params, body: {} });
    expect(errorOf(without)).toMatchObject({
      code: 'confirm_wrong',
      message: expect.stringContaining('todo'),
    });
    const other = await callRoute('deleteApp', { token, params, body: { confirm: 'Todo' } });
    expect([other.status, errorOf(other).code]).toEqual([400, 'confirm_wrong']);
    const both = { body: { confirm: 'Todo' }, query: { confirm: 'todo' } };
    expect(errorOf(await callRoute('deleteApp', { token, params, ...both })).code).toBe('confirm_wrong');
  });

  test.each(['body', 'query'])(
    'takes its name from the %s, since not every proxy passes a body on',
    async (place) => {
      const deleted = await callRoute('deleteApp', { token, params, [place]: { confirm: 'todo' } });
      expect(deleted.status).toBe(202);
      expect((await callRoute('restoreApp', { token, params, body: {} })).status).toBe(200);
    },
  );

  test('is 409 while a mission works on the app, which it names', async () => {
    await callRoute('architect', { token, body: { voice_memo: 'Add', app: 'todo' }, query: { wait: '0' } });
    const refused = await callRoute('deleteApp', { token, params, body: { confirm: 'todo' } });
    expect([refused.status, errorOf(refused).code]).toEqual([409, 'app_building']);
    expect(JSON.parse(refused.text).error.details).toMatchObject({
      mission_id: expect.stringMatching(/^msn_/),
    });
  });
});
