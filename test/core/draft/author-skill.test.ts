import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { loadAuthored } from '../../../core/draft/draft-store.ts';
import { DependencyFailed } from '../../../core/errors.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import { authorOutcomeSchema } from '../../../core/skill/author-outcome.ts';
import type { SkillHandler } from '../../../core/skill/define-skill.ts';
import { defineSkill } from '../../../core/skill/define-skill.ts';
import { newMissionId, play } from '../mission/play.ts';
import { tree } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { fakeModel } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const spent = {
  model_id: 'built-in',
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
};
const files = [{ path: 'index.html', content: '<title>A</title>' }];

let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

const skill = (execute: () => Promise<unknown>): SkillHandler =>
  defineSkill({ input: z.unknown(), output: z.unknown(), execute });

/** Has a skill of somebody's own folder write the draft. */
async function write(handler: SkillHandler) {
  const { missionId } = await play([], { deps: ports, missionId: newMissionId() });
  const acme = {
    frontMatter: { name: 'acme', description: 'x', hook: 'draft' as const },
    instructions: '',
    sha256: tree(1),
    handler,
  };
  const texts = { ...ports.texts, skills: [...ports.texts.skills, acme] };
  const { model } = fakeModel([]);
  const deps = { ...ports, model, texts, liveFeed: fakeLiveFeed().liveFeed };
  const output = await draftApp(deps)({ mission_id: missionId }, { signal: never });
  const mission = await readMission(ports)(missionId, { signal: never });
  return { next: output.next, missionId, draft: mission.attempts[0]?.draft };
}

describe('a draft skill of a folder of its own', () => {
  test('that hands in a whole draft, as in version 0.1, keeps working, to the byte', async () => {
    const app = { slug: 'a', title: 'A', summary: 'It is.' };
    const answer = { app, stack: 'static', files, notes: 'By code.' };
    const { next, missionId, draft } = await write(
      skill(async () => ({ kind: 'answered', answer, ...spent })),
    );
    expect(next).toBe('gate');
    const stored = await loadAuthored(ports)(missionId, draft ?? { attempt: 0, tree_sha256: '' }, never);
    expect(stored).toEqual({ ...answer, left_out: [] });
  });

  test('that breaks is told by its name, with where to read what to change', async () => {
    for (const broken of [
      skill(() => Promise.reject(new TypeError("Cannot read properties of undefined (reading 'flatMap')"))),
      skill(() => Promise.reject('no error at all')),
      skill(() => Promise.reject(new Error('It is over.'))),
      skill(async () => ({ kind: 'answered', answer: { words: 1 } })),
    ])
      await expect(write(broken)).rejects.toMatchObject({
        name: 'DependencyRefused',
        code: 'skill_failed',
        message: expect.stringMatching(/^The skill acme failed: .*\. If .* CONTRIBUTING\.md/),
      });
  });

  test('passes on what the model port says', async () => {
    const failed = new DependencyFailed('bedrock-failed', 'Later.');
    await expect(write(skill(() => Promise.reject(failed)))).rejects.toBe(failed);
  });
});

test('a heal that hands in files whole, as in version 0.1, is read as blocks', () => {
  const answer = { diagnosis: 'Why.', files: [...files, { path: 'old.js', content: null }] };
  expect(authorOutcomeSchema.parse({ kind: 'answered', answer, ...spent })).toMatchObject({
    answer: {
      odd: [],
      parts: [
        { kind: 'block', name: 'diagnosis', text: 'Why.' },
        { kind: 'file', ...files[0] },
        { kind: 'delete', path: 'old.js' },
      ],
    },
  });
});
