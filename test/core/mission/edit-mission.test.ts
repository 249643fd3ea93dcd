import { describe, expect, test } from 'vitest';
import { publishApp } from '../../../core/app/publish-app.ts';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { loadDraft } from '../../../core/draft/draft-store.ts';
import { gateDraft } from '../../../core/gate/gate-draft.ts';
import { extendMission, retryMission } from '../../../core/mission/create-mission.ts';
import { editMission } from '../../../core/mission/edit-mission.ts';
import { judge } from '../../../core/mission/judge.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { currentAttempt } from '../../../core/mission/mission.ts';
import { specify } from '../../../core/spec/specify.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { EditRequest } from '../../../core/wire/http.ts';
import { editRequestSchema } from '../../../core/wire/http.ts';
import type { AcceptReport } from '../../../core/wire/pod.ts';
import type { Needs } from '../../../core/wire/spec.ts';
import { appOf, caller, deps, options, read, ship, stage, useFreshPorts } from '../app/shipping-rig.ts';
import { type TestedMission, testedMission } from '../app/tested-mission.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { fakeModel } from '../ports/fake-model.ts';
import { never } from '../ports/never.ts';
import { play } from './play.ts';
import { commands, failure } from './samples.ts';

useFreshPorts();

const checks: readonly Check[] = [
  { id: 'c1', feature: 'Adds', words: 'It adds.', core: true, steps: [{ do: 'see', what: '4' }] },
];
const needs: Needs = {
  data: false,
  secrets: [],
  origins: [{ origin: 'https://api.example.com', by: 'page', why: 'Rates.' }],
};
const page = (title: string) =>
  `<!doctype html>\n<html lang="en"><title>${title}</title><h1>${title}</h1></html>\n`;
const changed: EditRequest['files'] = [{ path: 'index.html', content: page('Sums') }];

const edit = (mission: Mission, files = changed, key?: string) =>
  editMission(deps)({ caller, mission, files, idempotencyKey: key }, options);

/** Everything up to the gate, with a model that has nothing to say: whoever asks it fails. */
async function drafted({ missionId }: Mission): Promise<Mission> {
  const world = { ...deps, ...fakeModel([]), ...fakeLiveFeed() };
  expect((await specify(world)(stage(missionId), options)).next).toBe('draft');
  expect((await draftApp(world)(stage(missionId), options)).next).toBe('gate');
  return read(missionId);
}
const filesOf = async (mission: Mission) => {
  const draft = currentAttempt(mission).draft;
  if (draft === undefined) throw new Error('nothing was stored');
  const { files } = await loadDraft(deps)(mission.missionId, draft, never);
  return new Map(files.map(({ path, content }) => [path, content]));
};

describe('an edit by hand', () => {
  test('is a mission on the same app, held to the same spec, whose draft no model wrote', async () => {
    const first = await ship({ checks, needs });
    const edited = await edit(first);
    expect(edited.request).toMatchObject({
      app: { slug: 'calculator' },
      extends: first.missionId,
      voice_memo: 'Changed by hand: index.html',
      plan: null,
    });
    const mission = await drafted(edited);
    expect(mission.spec).toMatchObject({ needs, checks: [{ id: 'c1', words: 'It adds.' }] });
    expect(mission.cost.usd).toBe(0);
    expect(currentAttempt(mission).draft).toMatchObject({ model_id: 'by-hand', app: { slug: 'calculator' } });
    const files = await filesOf(mission);
    expect(files.get('index.html')).toBe(page('Sums'));
    expect(files.get('api/sum.js')).toBe('export default () => 1;');
  });

  test('has the files that Gantry adds, also where its owner wrote others in their place', async () => {
    const first = await ship({ checks, needs });
    const own = [...changed, { path: 'vercel.json', content: '{"rewrites":[]}' }];
    const mission = await drafted(await edit(first, own));
    const host = (await filesOf(mission)).get('vercel.json') ?? '';
    expect(host).toContain("connect-src 'self' https://api.example.com;");
    expect(host).not.toContain('rewrites');
    const { draft } = currentAttempt(mission);
    expect(draft?.added).toMatchObject([{ path: 'vercel.json' }]);
    expect(draft?.remarks).toEqual([expect.stringContaining('vercel.json')]);
  });

  test('takes files away, and names some of many', async () => {
    const first = await ship({ checks });
    const many = Array.from({ length: 6 }, (_, n) => ({ path: `n${n}.txt`, content: String(n) }));
    const edited = await edit(first, [{ path: 'api/sum.js', content: null }, ...many]);
    expect(edited.request.voice_memo).toBe(
      'Changed by hand: api/sum.js, n0.txt, n1.txt, n2.txt, n3.txt and 2 more',
    );
    expect([...(await filesOf(await drafted(edited))).keys()]).not.toContain('api/sum.js');
  });

  test('of an app of version 0.1, which has no spec, is held to none', async () => {
    const mission = await drafted(await edit(await ship()));
    expect(mission.spec).toBeUndefined();
  });

  test('passes the gate like any draft, and is not healed where it does not pass', async () => {
    const first = await ship({ checks });
    const bad = [{ path: 'index.html', content: `${page('Sums')}<script>eval(location.hash)</script>` }];
    const mission = await drafted(await edit(first, bad));
    const output = await gateDraft(deps)(stage(mission.missionId), options);
    expect(output.next).toBe('settle');
    const { givenUp, attempts } = await read(mission.missionId);
    expect(givenUp?.failure.message).not.toMatch(/mended|sent back/);
    expect(attempts).toHaveLength(1);
  });

  const judged = async (wanted: TestedMission['wanted'], outcome: 'not-found' | 'wrong') => {
    const accept: AcceptReport = {
      browser: 'Chromium 141',
      checks: [{ id: 'c1', outcome: 'failed', step: 0, reason: outcome, aria: '- heading "Sums"' }],
      shots: [],
    };
    const { missionId } = await testedMission(deps, { checks, accept, ...(wanted && { wanted }) });
    return (await judge(deps)(stage(missionId), options)).next;
  };

  test('that breaks a check is shown and not mended, and no model is asked about the check', async () => {
    const first = await ship({ checks });
    const { app_id, slug } = await appOf();
    const by = { app: { app_id, slug }, extends: first.missionId, edit: 'a'.repeat(64) };
    expect(await judged(by, 'wrong')).toBe('show');
    expect(await judged(by, 'not-found')).toBe('show');
    expect(await judged({ ...by, edit: undefined }, 'not-found')).toBe('specify');
    expect(await judged(undefined, 'wrong')).toBe('heal');
  });

  test('of which the store has lost the files says so', async () => {
    const { request } = await edit(await ship({ checks }));
    const lost = await play([], { deps, wanted: { ...request, edit: 'b'.repeat(64) } });
    await expect(drafted(lost)).rejects.toMatchObject({ code: 'edits_missing' });
    for (const nowhere of [null, lost.missionId]) {
      const orphan = await play([], { deps, wanted: { ...request, extends: nowhere } });
      await expect(drafted(orphan)).rejects.toMatchObject({ code: 'nothing_to_edit' });
    }
  });

  test('is the same mission under the same key, and another with other files is Conflict', async () => {
    const first = await ship({ checks });
    const one = await edit(first, changed, 'k');
    expect((await edit(first, changed, 'k')).missionId).toBe(one.missionId);
    const other = [{ path: 'index.html', content: page('Other') }];
    await expect(edit(first, other, 'k')).rejects.toMatchObject({ code: 'key_reused' });
  });

  test('is made again by a retry, and is no part of an extension', async () => {
    const first = await ship({ checks });
    const edited = await edit(first);
    const ended = await play([{ kind: 'settle', fault: { failure: failure(), endsAs: 'FAILED' } }], {
      deps,
      missionId: edited.missionId,
      wanted: edited.request,
    });
    const ask = { caller, idempotencyKey: undefined };
    const again = await retryMission(deps)({ ...ask, mission: ended, budgetUsd: undefined }, options);
    expect((await filesOf(await drafted(again))).get('index.html')).toBe(page('Sums'));
    const { app_id, slug } = await appOf();
    const wanted = { ...edited.request, app: { app_id, slug } };
    const shipped = await ship({ wanted, files: [{ path: 'index.html', content: page('Sums') }] });
    const extended = await extendMission(deps)({ ...ask, mission: shipped, voiceMemo: 'Add' }, options);
    expect(extended.request.edit).toBeUndefined();
  });
});

describe('an edit is refused', () => {
  test.each([
    ['that changes nothing', [{ path: 'api/sum.js', content: 'export default () => 1;' }], 'nothing_changed'],
    ['that takes away what is not there', [{ path: 'gone.js', content: null }], 'file_unknown'],
    ['of files that Gantry writes', [{ path: 'vercel.json', content: '{}' }], 'files_of_gantry'],
    [
      'that leaves no file',
      ['index.html', 'src/add & more.js', 'api/sum.js'].map((path) => ({ path, content: null })),
      'all_files_gone',
    ],
  ])('%s', async (_, files, code) => {
    await expect(edit(await ship(), files)).rejects.toMatchObject({ name: 'InputRejected', code });
  });

  test('where the app has a newer version, which it names', async () => {
    const first = await ship();
    const { app_id, slug } = await appOf();
    const wanted = { app: { app_id, slug }, extends: first.missionId };
    const second = await ship({ wanted, files: [{ path: 'index.html', content: page('Second') }] });
    await expect(edit(first)).rejects.toMatchObject({
      name: 'Conflict',
      code: 'newer_version',
      details: { mission_id: second.missionId },
    });
    expect((await edit(second)).request.extends).toBe(second.missionId);
  });

  test('of a mission that runs, or that has no tested app', async () => {
    const { missionId } = await testedMission(deps);
    await expect(edit(await read(missionId))).rejects.toMatchObject({ code: 'mission_running' });
    const ended = await play([commands().cancel], { deps, missionId });
    await expect(edit(ended)).rejects.toMatchObject({ code: 'nothing_to_edit' });
    const { missionId: untested } = await play([], { deps, missionId: deps.ids.make('msn') as never });
    const none = await play([commands().cancel], { deps, missionId: untested });
    await expect(edit(none)).rejects.toMatchObject({ code: 'nothing_to_edit' });
    await expect(publishApp(deps)(stage(untested), options)).rejects.toThrow();
  });

  test('whose text no file can hold, or that is none', () => {
    for (const files of [[], [{ path: 'a', content: 'half \ud83d' }], [{ path: '', content: '' }]])
      expect(editRequestSchema.safeParse({ files }).success).toBe(false);
  });
});
