import { describe, expect, test } from 'vitest';
import { saveDraft } from '../../../core/draft/draft-store.ts';
import { gateDraft } from '../../../core/gate/gate-draft.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import { editMission } from '../../../core/mission/edit-mission.ts';
import { agreeSpec } from '../../../core/spec/agree-spec.ts';
import { answeredSpecSchema } from '../../../core/spec/answered-spec.ts';
import { specify } from '../../../core/spec/specify.ts';
import { sayUnagreedLoss, standingNeeds } from '../../../core/spec/standing-needs.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import { type Needs, needsNothing, needsSchema } from '../../../core/wire/spec.ts';
import { appOf, caller, deps, options, ship, stage, useFreshPorts } from '../app/shipping-rig.ts';
import { testedMission } from '../app/tested-mission.ts';
import { play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';
import { answered, fakeModel } from '../ports/fake-model.ts';
import { never } from '../ports/never.ts';

useFreshPorts();

const needs: Needs = { ...needsNothing, data: true, drops: ['messages.color'] };
const check = { id: 'c1', feature: 'Notes', words: 'Notes stay.', core: true, steps: ['see Notes'] };
const answer = { title: 'Notes', stack: 'node', features: ['Notes'], needs, checks: [check] };
const talkedOf = (over: Partial<Needs> = {}): NonNullable<MissionRequest['talked_of']> => ({
  plan_id: 'pln_00000000000000000000000000' as never,
  checks: [],
  needs: { ...needs, ...over },
  left_out: [],
});
const ask = async (over: Partial<MissionRequest>) => {
  const { missionId } = await play([], {
    deps,
    wanted: request(over),
    missionId: deps.ids.make('msn') as MissionId,
  });
  const said = `<g-NONCE spec>\n${JSON.stringify(answer)}\n</g-NONCE>\n`;
  const world = { ...deps, ...fakeModel([answered(said)]), texts: { ...deps.texts, abilities: ['data'] } };
  const { next } = await specify(world)(stage(missionId), options);
  return { next, mission: await readMission(deps)(missionId, options) };
};

describe('data that a change takes away', () => {
  test('goes with the yes to a plan that names it', async () => {
    const { next, mission } = await ask({ talked_of: talkedOf() });
    expect([next, mission.spec?.needs.drops]).toEqual(['draft', ['messages.color']]);
  });

  test('stays where the plan named nothing, whatever the spec says', async () => {
    const { mission } = await ask({ talked_of: talkedOf({ drops: undefined }) });
    expect(mission.spec?.needs.drops).toBeUndefined();
  });

  test('never goes by a memo alone, which ends with what it would take and where to ask for it', async () => {
    const { next, mission } = await ask({});
    expect(next).toBe('settle');
    expect(mission.givenUp?.failure).toMatchObject({
      kind: 'unsupported',
      step: 'specify',
      message: expect.stringMatching(/for good: messages\.color\. Ask for it in a conversation/),
    });
    expect(sayUnagreedLoss({ ...needs, drops: [] })).toBeUndefined();
  });

  test('is agreed for one change: the next one keeps the needs and not the loss', () => {
    const known = { plan: null, earlier: [], earlierNeeds: needs };
    const next = answeredSpecSchema.parse({ ...answer, needs: { ...needsNothing, data: true } });
    expect(agreeSpec(next, known).needs).toEqual({ ...needsNothing, data: true });
    const both = agreeSpec(answeredSpecSchema.parse(answer), {
      ...known,
      talkedOf: talkedOf({ drops: ['notes'] }),
    });
    expect(both.needs.drops).toEqual(['notes']);
    expect(standingNeeds(needs)).toEqual({ ...needsNothing, data: true });
  });

  test.each(['messages', 'messages.color', '_a.b_1'])('is named plainly: %s', (name) =>
    expect(needsSchema.safeParse({ ...needs, drops: [name] }).success).toBe(true),
  );
  test.each(['Messages', 'a.b.c', 'a b', '"a"', '', 'a;drop', 'a.'])('is not named so: %j', (name) =>
    expect(needsSchema.safeParse({ ...needs, drops: [name] }).success).toBe(false),
  );
});

describe('the gate', () => {
  const less = { path: 'migrations/0002_less.sql', content: 'alter table messages drop column color;\n' };
  const page = {
    path: 'index.html',
    content: '<!doctype html><html lang="en"><title>N</title><h1>N</h1></html>',
  };
  const checks: readonly Check[] = [{ ...check, steps: [{ do: 'see', what: 'Notes' }] }];
  const all = commands();

  /** A draft with that migration, in a mission that was asked for so. */
  async function gated(over: Partial<MissionRequest>, agreed: Needs | undefined) {
    const missionId = deps.ids.make('msn') as MissionId;
    const { data } = all['agree-spec'];
    const spec = agreed && ({ kind: 'agree-spec', data: { ...data, needs: agreed } } as const);
    await play([...(spec ? [spec] : []), all['start-authoring']], { deps, missionId, wanted: request(over) });
    const app = { slug: 'notes', title: 'Notes', summary: 'Keeps notes.' };
    const draft = { app, stack: 'static' as const, files: [page, less], notes: '', left_out: [] };
    const tree_sha256 = await saveDraft(deps)(missionId, 0, draft, never);
    const stored = { ...all['store-draft'].data, app, tree_sha256 };
    const command = { kind: 'store-draft', data: stored } as const;
    await runCommand(deps)({ missionId, command, actor: 'gantry' }, options);
    await gateDraft(deps)(stage(missionId), options);
    const { attempts } = await readMission(deps)(missionId, options);
    // It is sent back for other things as well.
    const found = attempts.at(-1)?.reason?.findings.map(({ rule }) => rule) ?? [];
    expect(found).toContain('required-file');
    return !found.includes('migration-destructive');
  }

  test('lets through what was agreed, and nothing of the kind that was not', async () => {
    expect(await gated({}, needs)).toBe(true);
    expect(await gated({}, { ...needs, drops: ['other'] })).toBe(false);
    expect(await gated({}, undefined)).toBe(false);
  });

  test('asks for no second yes to what the version that is extended did, nor judges it by a mission without one', async () => {
    const { missionId } = await testedMission(deps, { files: [page, less], checks, needs });
    expect(await gated({ extends: missionId }, { ...needs, drops: undefined })).toBe(true);
    const other = await testedMission(deps, { files: [page, { ...less, content: 'select 1' }], checks });
    expect(await gated({ extends: other.missionId }, standingNeeds(needs))).toBe(false);
    const untested = await play([], { deps, missionId: deps.ids.make('msn') as MissionId });
    expect(await gated({ extends: untested.missionId }, standingNeeds(needs))).toBe(false);
  });

  test('lets nothing go by an edit of files, though the version that is edited was agreed to lose something', async () => {
    const first = await ship({ files: [page], checks, needs });
    expect((await appOf()).slug).toBe('calculator');
    const files = [less];
    const edited = await editMission(deps)(
      { caller, mission: first, files, idempotencyKey: undefined },
      options,
    );
    await specify({ ...deps, ...fakeModel([]) })(stage(edited.missionId), options);
    const mission = await readMission(deps)(edited.missionId, options);
    expect(mission.spec?.needs).toEqual(standingNeeds(needs));
  });
});
