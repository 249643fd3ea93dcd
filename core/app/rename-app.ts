import type { AppRecord } from './app.ts';
import { changeApp } from './app-records.ts';
import { appendAppFact } from './append-app-fact.ts';
import type { EnsureAppDeps } from './ensure-app.ts';
import { refuseDeleted } from './life/app-ending.ts';

/** Gives an app another title; its slug is an address and stays. The title that it has already changes nothing, and whoever asks for the same one at once is told of once. */
export const renameApp =
  (deps: EnsureAppDeps) =>
  async (
    { app, title, actor }: { readonly app: AppRecord; readonly title: string; readonly actor: string },
    { signal }: { readonly signal: AbortSignal },
  ): Promise<AppRecord> => {
    refuseDeleted(app);
    if (title === app.title) return app;
    let before = app.title;
    const retitle = (row: AppRecord): AppRecord => {
      before = row.title;
      return { ...row, title };
    };
    const renamed = await changeApp(deps)(app.owner, app.slug, retitle, signal);
    // Somebody else gave it this title since it was read, and tells of it.
    if (before === title) return renamed;
    const data = { title, before };
    const fact = { event: 'app-renamed', message: `Renamed to ${title}.`, data } as const;
    await appendAppFact(deps)(app.app_id, actor, fact, signal);
    return renamed;
  };
