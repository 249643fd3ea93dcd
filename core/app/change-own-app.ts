import type { AppRecord } from './app.ts';
import { changeApp } from './app-records.ts';
import { appendAppFact } from './append-app-fact.ts';
import type { EnsureAppDeps } from './ensure-app.ts';
import { refuseDeleted } from './life/app-ending.ts';
import { renameApp } from './rename-app.ts';
import { forgetPublicStory, notePublicStory } from './story/public-story.ts';

interface Wish {
  readonly app: AppRecord;
  readonly actor: string;
  readonly title?: string | undefined;
  /** Whether anybody may see the app's badge and its feed. */
  readonly public_story?: boolean | undefined;
}

type Options = { readonly signal: AbortSignal };

/** Makes of an app what its owner wishes: another title, a story for anybody or for nobody else. What it is already changes nothing. */
export const changeOwnApp =
  (deps: EnsureAppDeps) =>
  async ({ title, public_story: isPublic, ...wish }: Wish, options: Options): Promise<AppRecord> => {
    const app = title === undefined ? wish.app : await renameApp(deps)({ ...wish, title }, options);
    return isPublic === undefined ? app : openStory(deps, { ...wish, app }, isPublic, options);
  };

async function openStory(
  deps: EnsureAppDeps,
  { app, actor }: Pick<Wish, 'app' | 'actor'>,
  isPublic: boolean,
  { signal }: Options,
): Promise<AppRecord> {
  refuseDeleted(app);
  let was = false;
  const change = ({ public_story, ...row }: AppRecord): AppRecord => {
    was = public_story === true;
    return isPublic ? { ...row, public_story: true } : row;
  };
  // By its id it is found before it is open, and as long as it may be.
  if (isPublic) await notePublicStory(deps)(app, signal);
  const changed = await changeApp(deps)(app.owner, app.slug, change, signal);
  if (!isPublic) await forgetPublicStory(deps)(app, signal);
  if (was === isPublic) return changed;
  const fact = isPublic
    ? ({ event: 'story-opened', message: 'Anybody may see its badge and its feed now.', data: {} } as const)
    : ({ event: 'story-closed', message: 'Its badge and its feed are closed again.', data: {} } as const);
  await appendAppFact(deps)(app.app_id, actor, fact, signal);
  return changed;
}
