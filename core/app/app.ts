import * as z from 'zod';
import { stackSchema } from '../wire/draft.ts';
import type { AppView } from '../wire/http.ts';
import { slugSchema } from '../wire/http.ts';
import { appIdSchema, missionIdSchema, sha256Schema, userIdSchema } from '../wire/ids.ts';
import { needsSchema } from '../wire/spec.ts';
import { appEndingSchema } from './life/app-ending.ts';

/** One shipped version: the mission that made it and the pull request that proposes it. */
export const appVersionSchema = z.strictObject({
  mission_id: missionIdSchema,
  attempt: z.number().int().nonnegative(),
  tree_sha256: sha256Schema,
  artifact_sha256: sha256Schema.nullable(),
  pull_number: z.number().int().positive().nullable(),
  /** What it was agreed to need beside its code; left out by version 0.1. */
  needs: needsSchema.optional(),
});
export type AppVersion = z.infer<typeof appVersionSchema>;

/** An app: one repository, one project, one stable URL, one owner. Its row is found by the owner and the slug. */
export const appRecordSchema = z.strictObject({
  app_id: appIdSchema,
  owner: userIdSchema,
  owner_name: z.string(),
  slug: slugSchema,
  title: z.string(),
  stack: stackSchema,
  /** The mission that brought it into being. */
  born_of: missionIdSchema,
  created_at: z.iso.datetime(),
  project_id: z.string().nullable(),
  stable_url: z.string().nullable(),
  repository: z.string().nullable(),
  default_branch: z.string().nullable(),
  repo_url: z.string().nullable(),
  clone_url: z.string().nullable(),
  /** The mission whose artifact is production. */
  live_mission: missionIdSchema.nullable(),
  versions: z.array(appVersionSchema),
  missions: z.array(missionIdSchema),
  /** Whether anybody may see its badge and its feed; left out where nobody may. */
  public_story: z.literal(true).optional(),
  /** Left out where nobody deleted it. */
  ending: appEndingSchema.optional(),
});
export type AppRecord = z.infer<typeof appRecordSchema>;

/** The app as routes answer it; `live_url` is there once something was promoted. */
export function viewApp(app: AppRecord): AppView {
  return {
    app_id: app.app_id,
    slug: app.slug,
    title: app.title,
    stack: app.stack,
    live_url: app.live_mission === null ? null : app.stable_url,
    clone_url: app.clone_url,
    repo_url: app.repo_url,
    missions: app.missions,
    created_at: app.created_at,
    ...(app.public_story && { public_story: true }),
    ...(app.ending && { deleted_at: app.ending.deleted_at, purge_at: app.ending.purge_at }),
  };
}

/** A wish for a slug made into one: lower-case words of ASCII letters and digits joined by hyphens, at most 40 characters; `app` when nothing is left. */
export function normaliseSlug(wish: string): string {
  const slug = wish
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
  return slug === '' ? 'app' : slug;
}

/** The slug to try in the n-th place, counting from 1: `todo`, `todo-2`, `todo-3`, … */
export function numberedSlug(slug: string, place: number): string {
  return place === 1 ? slug : `${slug}-${place}`;
}

/** The row with a version added, or put in the place of the same mission's earlier one. */
export function withVersion(app: AppRecord, version: AppVersion): AppRecord {
  const others = app.versions.filter((other) => other.mission_id !== version.mission_id);
  return { ...app, versions: [...others, version] };
}
