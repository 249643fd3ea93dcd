import { describe, expect, it } from 'vitest';
import type { AppSeen } from '../../core/chat/app-seen.ts';
import { answerAboutApp } from '../../demo-model/answer-about-app.ts';
import { kits } from '../../demo-model/catalogue.ts';
import { consult } from '../../demo-model/consult.ts';
import { kitChecks } from '../../demo-model/kit-checks.ts';
import { looks } from '../../demo-model/looks.ts';
import { readSource } from '../../demo-model/read-source.ts';
import { specifyApp } from '../../demo-model/specify-app.ts';
import { writeApp } from '../../demo-model/write-app.ts';
import { exampleIdea, examples } from '../../web/talk/examples.ts';

const plain = kits.map((kit) => {
  const features = kit.features.slice(0, 1).map(({ title }) => title);
  const wrote = writeApp({
    request: `Build a ${kit.title}`,
    plan: { title: kit.title, stack: 'static', features },
    extended: undefined,
  });
  if ('cannot' in wrote) throw new Error(wrote.cannot.why);
  const app: AppSeen = {
    ...{ title: kit.title, slug: kit.slug, stack: 'static', features, files: [], left_out: [] },
    checks: [{ id: 'c1', feature: kit.title, words: kitChecks[kit.id]?.[0]?.words ?? '', outcome: 'held' }],
    missions: [{ status: 'DEPLOYED', asked: `Build a ${kit.title}` }],
    is_running: false,
  };
  return { kit, app, source: wrote.draft.files };
});

/** What comes of a message about an app, from the talk to the files. */
function follow(message: string, { kit, app, source }: (typeof plain)[number]) {
  const said = consult({ message, plan: undefined, conversation: [], app });
  const features = [
    ...app.features.filter((feature) => !said.remove_features.includes(feature)),
    ...said.add_features,
  ];
  const plan = { title: app.title, stack: 'static' as const, features };
  const known = app.checks.map(({ id }) => id);
  const talkedOf = said.checks ?? [];
  const specified = specifyApp({ request: message, plan, talkedOf, app: { slug: kit.slug }, known });
  const extended = { app: { slug: kit.slug, title: app.title }, source };
  const wrote = writeApp({ request: message, plan, extended });
  if ('cannot' in specified || 'cannot' in wrote) throw new Error(JSON.stringify([specified, wrote]));
  return { said, spec: specified.spec, features: readSource(wrote.draft.files)?.features };
}

describe.each(plain)(
  'of the changes that it offers to a $kit.title, the built-in model makes each',
  (one) => {
    const { kit, app } = one;
    // What gives one colour gives another.
    const offered = [...kit.features.slice(1), ...(kit.id === 'task-board' ? looks : looks.slice(0, 1))];

    it.each(offered.map(({ id, title }) => [title, id] as const))('%s', (title, id) => {
      const { said, spec, features } = follow(`add ${title}`, one);
      expect([said.intent, said.add_features]).toEqual(['change', [title]]);
      expect(features?.has(id)).toBe(true);
      expect(spec).toMatchObject({
        left_out: [],
        checks: (said.checks ?? []).map(({ id: check }) => ({ id: check })),
      });
    });

    it('names them when it is asked what it can do, and one colour takes the place of another', () => {
      const answer = answerAboutApp(app, kit, 'What can it do?');
      for (const { title } of kit.features.slice(1))
        expect(answer.toLowerCase()).toContain(title.toLowerCase());
      const green = { ...one, app: { ...app, features: [...app.features, 'Green look'] } };
      expect(follow('make it purple', green).said.remove_features).toEqual(['Green look']);
    });
  },
);

describe('what a newcomer may start from', () => {
  it.each([...examples, { title: 'What the composer suggests', prompt: exampleIdea }])(
    '$title is planned and written whole, with nothing left out',
    ({ prompt }) => {
      const said = consult({ message: prompt, plan: undefined, conversation: [] });
      expect([said.intent, said.left_out ?? []]).toEqual(['propose', []]);
      const plan = { title: said.title ?? '', stack: 'static' as const, features: said.add_features };
      const wrote = writeApp({ request: prompt, plan, extended: undefined });
      expect('draft' in wrote && [wrote.draft.left_out, wrote.draft.files.length > 3]).toEqual([[], true]);
    },
  );
});
