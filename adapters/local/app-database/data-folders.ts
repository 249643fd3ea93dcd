import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DataBranch } from '../../../core/ports/app-database.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';

/** Where the data of a home folder's apps is; every id is one before it becomes a path. */
export function dataFolders(home: string) {
  const root = join(home, 'databases');
  const ofApp = (appId: string): string => join(root, appIdSchema.parse(appId));
  return {
    ofApp,
    branch: ({ appId, missionId }: DataBranch): string =>
      join(
        ofApp(appId),
        missionId === undefined ? 'production' : `preview-${missionIdSchema.parse(missionId)}`,
      ),
    /** Of every app that is in its place. */
    async previews(): Promise<string[]> {
      const apps = (await readdir(root).catch(() => [])).filter(
        (name) => appIdSchema.safeParse(name).success,
      );
      const all = await Promise.all(
        apps.map(async (app) => (await readdir(join(root, app))).map((name) => join(root, app, name))),
      );
      return all.flat().filter((path) => basename(path).startsWith('preview-'));
    },
    points: (appId: string): string => join(ofApp(appId), 'points'),
    allAside: join(root, 'aside'),
    aside: (appId: string): string => join(root, 'aside', appIdSchema.parse(appId)),
  };
}

export type DataFolders = ReturnType<typeof dataFolders>;
