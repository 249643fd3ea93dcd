import * as z from 'zod';
import { InputRejected, NotFound } from '../errors.ts';
import { appViewSchema, slugSchema } from '../wire/http.ts';
import { missionIdSchema } from '../wire/ids.ts';
import { boundText } from './bound-text.ts';
import type { CallRoute } from './call-route.ts';
import { evidenceUri } from './resources.ts';
import { asJson, decides, looks, type McpTool, makeTool } from './tool.ts';

const listApps = makeTool({
  name: 'list_apps',
  title: 'Your apps',
  description: 'The apps of the person, with their slugs, addresses and missions.',
  input: z.strictObject({}),
  hints: looks,
  run: async (call) => boundText(asJson(await call('listApps')), () => 'The console shows the rest.'),
});

const readAppFiles = makeTool({
  name: 'read_app_files',
  title: 'Read the files of an app',
  description:
    'The list of the files of an app (its newest mission) or of a mission; with path, the text of one of them.',
  input: z
    .strictObject({
      app: slugSchema.optional(),
      mission_id: missionIdSchema.optional(),
      path: z.string().min(1).max(1_024).optional(),
      offset: z.number().int().min(0).max(10_000_000).default(0).describe('Where in the text to begin.'),
    })
    .refine(({ app, mission_id }) => (app === undefined) !== (mission_id === undefined), {
      message: 'Give either an app or a mission_id.',
    }),
  hints: looks,
  run: async (call, { app, mission_id, path, offset }) => {
    const of = app === undefined ? (mission_id as string) : await newestMission(call, app);
    const answered = await call('missionFiles', { params: { mission_id: of }, query: { path } });
    const text = typeof answered === 'string' ? answered : asJson(answered);
    if (offset > text.length)
      throw new InputRejected('offset_invalid', `This text ends at ${text.length}. Give a smaller offset.`);
    return boundText(text, (next) => `Call again with offset ${next}.`, offset);
  },
});

async function newestMission(call: CallRoute, slug: string): Promise<string> {
  const { missions } = appViewSchema.parse(await call('readApp', { params: { slug } }));
  const newest = missions.at(-1);
  if (newest === undefined) throw new NotFound('mission_not_found', 'This app has no mission yet.');
  return newest;
}

const merge = makeTool({
  name: 'merge',
  title: 'Merge a pull request',
  description:
    'Merge a pull request of an app, which makes what was tested live for everybody. Only after the person has said so. An API key needs the scope merge for it.',
  input: z.strictObject({ app: slugSchema, number: z.number().int().min(1).max(999_999_999) }),
  hints: decides,
  run: async (call, { app: slug, number }) => {
    const merged = await call('mergePull', { params: { slug, number: String(number) }, body: {} });
    return boundText(asJson(merged), () => 'The pull request itself has the rest.');
  },
});

const getEvidence = makeTool({
  name: 'get_evidence',
  title: 'Signed evidence of a mission',
  description: 'The signed evidence of a mission that has ended: what was asked, built, tested and shipped.',
  input: z.strictObject({ mission_id: missionIdSchema }),
  hints: looks,
  run: async (call, { mission_id }) =>
    boundText(
      JSON.stringify(await call('missionEvidence', { params: { mission_id } })),
      () => `To verify it, read the whole as the resource ${evidenceUri(mission_id)}.`,
    ),
});

/** What reads apps, and what a person decides about them. */
export const appTools: readonly McpTool[] = [listApps, readAppFiles, merge, getEvidence];
