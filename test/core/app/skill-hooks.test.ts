import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { checkLive } from '../../../core/app/check-live.ts';
import { deployApp } from '../../../core/app/deploy-app.ts';
import { noteRelease } from '../../../core/app/note-release.ts';
import { publishApp } from '../../../core/app/publish-app.ts';
import { boundReviews, reviewApp } from '../../../core/app/review-app.ts';
import { settle } from '../../../core/mission/settle.ts';
import { defineSkill } from '../../../core/skill/define-skill.ts';
import {
  afterShipInputSchema,
  afterShipOutputSchema,
  reviewInputSchema,
  reviewOutputSchema,
} from '../../../core/skill/hook-inputs.ts';
import type { SkillText } from '../../../core/skill/texts.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { play } from '../mission/play.ts';
import { commands, tree } from '../mission/samples.ts';
import { fakeModel } from '../ports/fake-model.ts';
import { fakePodHost } from '../ports/fake-pod-host.ts';
import { never } from '../ports/never.ts';
import { appOf, cancel, deps, options, read, ship, stage, useFreshPorts } from './shipping-rig.ts';
import { testedMission } from './tested-mission.ts';

useFreshPorts();

const { model } = fakeModel([]);
const skillOf = (hook: 'review' | 'after-ship', name: string, handler: SkillText['handler']): SkillText => ({
  frontMatter: { name, description: name, hook },
  instructions: '',
  sha256: tree(1),
  handler,
});
const withSkills = (...skills: readonly SkillText[]) => ({
  ...deps,
  model,
  podHost: fakePodHost().podHost,
  texts: { ...deps.texts, skills },
});

const reviews: z.infer<typeof reviewInputSchema>[] = [];
const reviewer = skillOf(
  'review',
  'reviewer',
  defineSkill({
    input: reviewInputSchema,
    output: reviewOutputSchema,
    execute: async ({ input }) => {
      reviews.push(input);
      return {
        summary: 'Looked.',
        findings: [{ severity: 'warn' as const, message: 'Too plain.', path: 'index.html' }],
      };
    },
  }),
);
const broken = skillOf(
  'review',
  'broken',
  defineSkill({ input: z.unknown(), output: z.unknown(), execute: () => Promise.reject(new Error('no')) }),
);

describe('a review', () => {
  test('sees the tested draft, is on record once, and stands in the pull request', async () => {
    const { missionId } = await testedMission(deps);
    const rig = withSkills(reviewer, broken);
    const before = reviews.length;
    expect(await reviewApp(rig)(stage(missionId), options)).toMatchObject({ next: 'deploy' });
    expect(await reviewApp(rig)(stage(missionId), options)).toMatchObject({ next: 'deploy' });
    expect(reviews.slice(before)).toMatchObject([
      { app: { title: 'Calculator' }, stack: 'static', tests: { passed: 1 }, coverage_percent: null },
    ]);
    expect(reviews.at(-1)?.files.map((file) => file.path)).toContain('index.html');
    expect((await read(missionId)).attempts[0]?.review).toMatchObject({
      attempt: 0,
      reviews: [
        { skill: 'broken', outcome: 'failed', findings: [] },
        { skill: 'reviewer', outcome: 'done', findings: [{ message: 'Too plain.' }] },
      ],
    });
    await deployApp(deps)(stage(missionId), options);
    await checkLive(deps)(stage(missionId), options);
    await publishApp(deps)(stage(missionId), options);
    const app = await appOf();
    const pull = await deps.codeHost.findPullRequest(app.repository ?? '', 1, never);
    expect(pull?.body).toContain('- warn: index.html: Too plain.');
    expect(pull?.body).toContain('**broken**: failed');
  });

  test('is not held where no skill applies, and goes on to what was asked for', async () => {
    const { missionId, seq } = await testedMission(deps, { wanted: { deploy: false } });
    expect(await reviewApp(withSkills())(stage(missionId), options)).toMatchObject({ next: 'publish' });
    expect((await read(missionId)).seq).toBe(seq);
  });

  test('of a cancelled mission is refused', async () => {
    const { missionId } = await testedMission(deps);
    await cancel(missionId);
    await expect(reviewApp(withSkills(reviewer))(stage(missionId), options)).rejects.toMatchObject({
      name: 'MissionEnded',
    });
  });

  test('is cut to what an event holds, warnings first, and says so', () => {
    const long = (severity: 'warn' | 'note') =>
      ({ severity, message: '語'.repeat(900), path: 'p'.repeat(900), line: 1 }) as const;
    const answer = { summary: 's'.repeat(900), findings: [...Array(50).fill(long('note')), long('warn')] };
    const ran = { skill: 'x', skill_sha256: tree(1), outcome: 'done' as const };
    const [cut] = boundReviews([{ ...ran, answer }]);
    expect(cut?.findings[0]?.severity).toBe('warn');
    expect(cut?.summary).toContain(`(${51 - (cut?.findings.length ?? 0)} more findings are left out.)`);
    expect(new TextEncoder().encode(JSON.stringify(cut)).length).toBeLessThan(16_000);
    expect(boundReviews([{ ...ran, outcome: 'failed', answer: undefined }])).toEqual([
      { ...ran, outcome: 'failed', summary: '', findings: [] },
    ]);
  });
});

const shipped: z.infer<typeof afterShipInputSchema>[] = [];
const speaker = skillOf(
  'after-ship',
  'speaker',
  defineSkill({
    input: afterShipInputSchema,
    output: afterShipOutputSchema,
    execute: async ({ input }) => {
      shipped.push(input);
      return { words: `Out at ${input.url}.` };
    },
  }),
);

/** Everything up to settle. */
async function toSettle(wanted: Parameters<typeof testedMission>[1] = {}): Promise<MissionId> {
  const { missionId } = await testedMission(deps, wanted);
  await deployApp(deps)(stage(missionId), options);
  await checkLive(deps)(stage(missionId), options);
  await publishApp(deps)(stage(missionId), options);
  return missionId;
}
const settled = (missionId: MissionId) => ({ mission_id: missionId, error: null });
const toldEvents = async () =>
  (await deps.eventLog.read((await appOf()).app_id, { afterSeq: 0 }, never)).filter(
    ({ event }) => event === 'release-noted',
  );

describe('after shipping', () => {
  test('the words go into the mission’s events before its end, and into the app’s story, once', async () => {
    const missionId = await toSettle();
    const rig = withSkills(speaker);
    await settle(rig)(settled(missionId), options);
    await settle(rig)(settled(missionId), options);
    const events = await deps.eventLog.read(missionId, { afterSeq: 0 }, never);
    expect(events.slice(-2).map(({ event }) => event)).toEqual(['release-noted', 'mission-shipped']);
    const mission = await read(missionId);
    const words = `Out at ${mission.deployment?.url}.`;
    expect(mission).toMatchObject({ status: 'DEPLOYED', releaseNotes: { notes: [{ words }] } });
    expect((await toldEvents()).map(({ message }) => message)).toEqual([words]);
    expect(shipped.at(-1)).toMatchObject({ before: null, heals: 0, pr_url: mission.pullRequest?.pr_url });
  });

  test('a crash between the two leaves neither out', async () => {
    const missionId = await toSettle();
    const rig = withSkills(speaker);
    const append: typeof deps.eventLog.append = (key, event, signal) =>
      key === missionId ? deps.eventLog.append(key, event, signal) : Promise.reject(new Error('gone'));
    const lost = noteRelease({ ...rig, eventLog: { ...deps.eventLog, append } })(
      await read(missionId),
      never,
    );
    await expect(lost).rejects.toThrow('gone');
    expect(await toldEvents()).toEqual([]);
    await settle(rig)(settled(missionId), options);
    expect(await toldEvents()).toHaveLength(1);
  });

  test('what cannot be said keeps no mission from its end', async () => {
    const missionId = await toSettle();
    const objects = { ...deps.objects, get: () => Promise.reject(new Error('no network')) };
    const rig = withSkills(speaker);
    await expect(noteRelease({ ...rig, objects })(await read(missionId), never)).rejects.toThrow(
      'no network',
    );
    const append: typeof deps.eventLog.append = (key, event, signal) =>
      event.event === 'release-noted'
        ? Promise.reject(new Error('gone'))
        : deps.eventLog.append(key, event, signal);
    await settle({ ...rig, eventLog: { ...deps.eventLog, append } })(settled(missionId), options);
    expect(await read(missionId)).toMatchObject({ status: 'DEPLOYED', releaseNotes: undefined });
  });

  test('a skill that fails is on record, and the mission ends all the same', async () => {
    const missionId = await toSettle();
    const fails = skillOf('after-ship', 'fails', broken.handler);
    await settle(withSkills(fails))(settled(missionId), options);
    expect(await read(missionId)).toMatchObject({
      status: 'DEPLOYED',
      releaseNotes: { notes: [{ skill: 'fails', outcome: 'failed', words: '' }] },
    });
    expect(await toldEvents()).toEqual([]);
  });

  test('an extension is told of with the source that it changed', async () => {
    const first = await ship();
    const app = first.app === undefined ? null : { app_id: first.app.app_id, slug: first.app.slug };
    const files = [{ path: 'index.html', content: 'other' }];
    const missionId = await toSettle({ wanted: { extends: first.missionId, app }, files });
    await settle(withSkills(speaker))(settled(missionId), options);
    expect(shipped.at(-1)?.before?.map(({ path }) => path)).toContain('index.html');
    expect(shipped.at(-1)?.before).not.toEqual(files);
  });

  test('what was not asked for is null', async () => {
    const { missionId } = await testedMission(deps, { wanted: { publish: false } });
    await deployApp(deps)(stage(missionId), options);
    await checkLive(deps)(stage(missionId), options);
    await settle(withSkills(speaker))(settled(missionId), options);
    expect(shipped.at(-1)).toMatchObject({ pr_url: null, url: expect.stringContaining('http') });
    const proposed = await testedMission(deps, { wanted: { deploy: false } });
    await publishApp(deps)(stage(proposed.missionId), options);
    await settle(withSkills(speaker))(settled(proposed.missionId), options);
    expect(shipped.at(-1)).toMatchObject({ url: null, pr_url: expect.stringContaining('http') });
  });

  test('an extension of what never passed its tests has nothing before it', async () => {
    const first = await play([], { deps });
    const missionId = await toSettle({ wanted: { extends: first.missionId } });
    await settle(withSkills(speaker))(settled(missionId), options);
    expect(shipped.at(-1)?.before).toBeNull();
  });

  test.each([
    ['that shipped nothing by wish', { deploy: false, publish: false }],
    ['whose pull request is missing', { deploy: false, publish: true }],
    ['whose preview is missing', { deploy: true, publish: false }],
  ])('nothing is said of a mission %s', async (_, wanted) => {
    const { missionId } = await testedMission(deps, { wanted });
    const before = shipped.length;
    await settle(withSkills(speaker))(settled(missionId), options);
    expect((await read(missionId)).releaseNotes).toBeUndefined();
    expect(shipped).toHaveLength(before);
  });

  test('nothing is said of a mission that was given up, or caught in a fault', async () => {
    const { missionId } = await testedMission(deps, { wanted: { deploy: false, publish: false } });
    const mission = await read(missionId);
    await noteRelease(withSkills(speaker))(
      { ...mission, givenUp: { failure: commands()['give-up'].failure, endsAs: 'FAILED' } },
      never,
    );
    const shippedOne = await toSettle();
    const error = { name: 'States.Timeout', cause: '', step: 'PublishApp' };
    await settle(withSkills(speaker))({ mission_id: shippedOne, error }, options);
    expect((await read(shippedOne)).releaseNotes).toBeUndefined();
    expect((await read(missionId)).seq).toBe(mission.seq);
  });
});
