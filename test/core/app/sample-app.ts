import type { AppRecord } from '../../../core/app/app.ts';
import { newMissionId } from '../mission/play.ts';
import { appId, userId } from '../mission/samples.ts';

/** The row of the app that sample commands speak of. */
export const sampleApp = (over: Partial<AppRecord> = {}): AppRecord => ({
  app_id: appId,
  owner: userId,
  owner_name: 'ada',
  slug: 'calculator',
  title: 'Calculator',
  stack: 'static',
  born_of: newMissionId(),
  created_at: '2026-01-02T03:04:05.000Z',
  project_id: null,
  stable_url: null,
  repository: null,
  default_branch: null,
  repo_url: null,
  clone_url: null,
  live_mission: null,
  versions: [],
  missions: [],
  ...over,
});
