import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withVersion } from '../../core/app/app.ts';
import { changeApp } from '../../core/app/app-records.ts';
import { secretListSchema } from '../../core/wire/secret.ts';
import { callRoute, errorOf } from './call-function.ts';
import { signedIn, things } from './knockers.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

const value = 'never-to-be-read-back';
const never = new AbortController().signal;
let opened: OpenedWorld;
let token: string;
let slug: string;

beforeAll(async () => {
  opened = await openWorld();
  const ana = await signedIn(opened.world, 'ana');
  ({ token } = ana);
  ({ slug = '' } = await things(opened.world, ana.caller));
  const needs = {
    data: false,
    origins: [],
    secrets: [{ name: 'WEATHER_KEY', why: 'To ask for the weather.' }],
  };
  await changeApp(opened.world)(
    ana.caller.id,
    slug,
    (row) =>
      withVersion(row, {
        mission_id: row.born_of,
        attempt: 0,
        tree_sha256: '0'.repeat(64),
        artifact_sha256: null,
        pull_number: null,
        needs,
      }),
    never,
  );
});
afterAll(() => opened.close());

const list = async () =>
  secretListSchema.parse(JSON.parse((await callRoute('listSecrets', { token, params: { slug } })).text))
    .secrets;
const put = (name: string, body: unknown) => callRoute('setSecret', { token, params: { slug, name }, body });

describe('the secrets of an app, over HTTP', () => {
  it('are set, seen as set, and taken away; no answer holds the value', async () => {
    expect(await list()).toEqual([
      { name: 'WEATHER_KEY', why: 'To ask for the weather.', set_at: null, set_by: null },
    ]);
    const set = await put('WEATHER_KEY', { value });
    expect([set.status, set.text]).toEqual([204, '']);
    expect(await list()).toMatchObject([{ name: 'WEATHER_KEY', set_by: 'ana' }]);
    for (const route of ['listSecrets', 'readApp', 'appEvents', 'listApps'] as const)
      expect((await callRoute(route, { token, params: { slug } })).text).not.toContain(value);
    const removed = await callRoute('removeSecret', { token, params: { slug, name: 'WEATHER_KEY' } });
    expect(removed.status).toBe(204);
    expect(await list()).toMatchObject([{ set_at: null }]);
  });

  it.each([
    ['a name that the app does not ask for', 'OTHER_KEY', { value }, 404],
    ['no value', 'WEATHER_KEY', { value: '' }, 400],
    ['NUL in it', 'WEATHER_KEY', { value: 'a\0b' }, 400],
    ['more than an environment takes', 'WEATHER_KEY', { value: 'x'.repeat(8_193) }, 400],
    ['another form', 'WEATHER_KEY', { secret: value }, 400],
  ])('are not set with %s, and the refusal does not repeat what was sent', async (_, name, body, status) => {
    const answer = await put(name, body);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain(value);
    expect(errorOf(answer).message).not.toBe('');
  });
});
