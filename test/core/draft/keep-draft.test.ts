import { expect, test } from 'vitest';
import { draftApp } from '../../../core/draft/draft-app.ts';
import { loadDraft } from '../../../core/draft/draft-store.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { Needs } from '../../../core/wire/spec.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands } from '../mission/samples.ts';
import { fakeLiveFeed } from '../ports/fake-live-feed.ts';
import { answered, fakeModel } from '../ports/fake-model.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { draftText } from './answer-texts.ts';

const draft: Draft = {
  app: { slug: 'weather', title: 'Weather', summary: 'It shows the weather.' },
  stack: 'static',
  files: [{ path: 'index.html', content: '<title>Weather</title>\n' }],
  notes: '',
  left_out: [],
};

async function written(files: Draft['files'], needs: Needs) {
  const ports = makePorts();
  const { 'agree-spec': agree } = commands();
  const spec = { ...agree, data: { ...agree.data, needs } };
  const { missionId } = await play([spec], { deps: ports, missionId: newMissionId() });
  const { model } = fakeModel([answered(draftText({ ...draft, files }))]);
  const { liveFeed } = fakeLiveFeed();
  await draftApp({ ...ports, model, liveFeed })({ mission_id: missionId }, { signal: never });
  const stored = (await readMission(ports)(missionId, { signal: never })).attempts[0]?.draft;
  if (stored === undefined) throw new Error('No draft was stored.');
  const { files: kept } = await loadDraft(ports)(missionId, stored, never);
  return { stored, host: kept.find(({ path }) => path === 'vercel.json')?.content ?? '' };
}

test('a stored draft has the headers that its spec wants, and says nothing of them', async () => {
  const origins = [{ origin: 'https://api.example.com', by: 'page', why: 'Forecasts.' } as const];
  const { stored, host } = await written(draft.files, { data: false, secrets: [], origins });
  expect(host).toContain("connect-src 'self' https://api.example.com;");
  expect(stored.remarks).toBeUndefined();
});

test('a page that links base.css has it, in the tree that is tested and shipped', async () => {
  const page = '<title>Weather</title>\n<link rel="stylesheet" href="/base.css">\n';
  const needs = { data: false, secrets: [], origins: [] };
  const { stored } = await written([{ path: 'index.html', content: page }], needs);
  expect(stored.added?.map(({ path }) => path)).toEqual(['base.css', 'vercel.json']);
  expect((await written(draft.files, needs)).stored.added).toHaveLength(1);
});

test('what an author wrote in their place is replaced, and said so', async () => {
  const files = [...draft.files, { path: 'vercel.json', content: '{"rewrites":[]}\n' }];
  const { stored, host } = await written(files, { data: false, secrets: [], origins: [] });
  expect(host).not.toContain('rewrites');
  expect(stored.remarks).toEqual([expect.stringContaining('vercel.json')]);
});
