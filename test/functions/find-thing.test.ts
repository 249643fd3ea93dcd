import { expect, it } from 'vitest';
import { appsRoutes } from '../../core/wire/routes/apps.ts';
import { findThing } from '../../functions/_onion/find-thing.ts';

const { signal } = new AbortController();
const run = () => Promise.resolve({ json: {} });

it.each([
  ['nobody looked it up', undefined],
  ['nobody says who asks', () => Promise.resolve('a thing of somebody')],
])('gives nothing of an owner away where %s, and says what is not there and what to do', async (_, find) => {
  const looking = findThing({ route: appsRoutes.readApp, find, run }, undefined, { slug: 'todo' }, signal);
  await expect(looking).rejects.toMatchObject({
    name: 'NotFound',
    message:
      'Nothing of yours answers at /gantry/apps/{slug}. List what you have and use a name or an id from there; /docs says how.',
  });
});

it('looks up nothing where a route names nothing of anybody', async () => {
  expect(
    await findThing({ route: appsRoutes.listApps, find: undefined, run }, undefined, {}, signal),
  ).toBeUndefined();
});
