import { NotFound } from '../../errors.ts';
import type { MissionLogDeps } from '../../mission/append-facts.ts';
import type { AppSecrets } from '../../ports/app-secrets.ts';
import type { RecordStore } from '../../ports/record-store.ts';
import type { SecretView } from '../../wire/secret.ts';
import type { AppRecord, AppVersion } from '../app.ts';
import { appendAppFact } from '../append-app-fact.ts';
import { refuseDeleted } from '../life/app-ending.ts';
import { listSet, noteRemoved, noteSet } from './secret-records.ts';

export interface SecretDeps extends MissionLogDeps {
  readonly records: RecordStore;
  readonly appSecrets: AppSecrets;
}

interface Named {
  readonly app: AppRecord;
  readonly name: string;
}

type Options = { readonly signal: AbortSignal };

/** What the versions of an app ask for, the newest word on each name. */
function declaredOf({ versions }: AppRecord): ReadonlyMap<string, string> {
  return new Map(
    versions.flatMap(({ needs }) => (needs?.secrets ?? []).map(({ name, why }) => [name, why] as const)),
  );
}

/** The secrets that an app asks for or has, by name; never a value. */
export const listSecrets =
  (deps: Pick<SecretDeps, 'records'>) =>
  async (app: AppRecord, { signal }: Options): Promise<readonly SecretView[]> => {
    const declared = declaredOf(app);
    const set = new Map((await listSet(deps)(app.app_id, signal)).map((one) => [one.name, one]));
    return [...new Set([...declared.keys(), ...set.keys()])].toSorted().map((name) => ({
      name,
      why: declared.get(name) ?? null,
      set_at: set.get(name)?.set_at ?? null,
      set_by: set.get(name)?.set_by ?? null,
    }));
  };

/** Gives a secret of an app its value, which nobody reads back; NotFound for a name that the app does not ask for. */
export const setSecret =
  (deps: SecretDeps) =>
  async (
    { app, name, value, by }: Named & { readonly value: string; readonly by: SetBy },
    { signal }: Options,
  ): Promise<void> => {
    refuseDeleted(app);
    const declared = declaredOf(app);
    if (!declared.has(name)) throw new NotFound('secret_unknown', unknownWords(app, [...declared.keys()]));
    await deps.appSecrets.set(app.app_id, name, value, signal);
    const set_at = new Date(deps.clock.nowMs()).toISOString();
    await noteSet(deps)(app.app_id, { name, set_at, set_by: by.username }, signal);
    const fact = { event: 'secret-set', message: `${name} was set.`, data: { name } } as const;
    await appendAppFact(deps)(app.app_id, by.id, fact, signal);
  };

/** Whoever sets it, by the name that people know. */
interface SetBy {
  readonly id: string;
  readonly username: string;
}

/** Takes a secret's value away, which the app's story tells once; without one that is set there is nothing to do. */
export const removeSecret =
  (deps: SecretDeps) =>
  async ({ app, name, by }: Named & { readonly by: SetBy }, { signal }: Options): Promise<void> => {
    // The value first: what is noted as set and is not would be waited for by nobody.
    await deps.appSecrets.remove(app.app_id, name, signal);
    if (!(await noteRemoved(deps)(app.app_id, name, signal))) return;
    const fact = { event: 'secret-removed', message: `${name} was removed.`, data: { name } } as const;
    await appendAppFact(deps)(app.app_id, by.id, fact, signal);
  };

/** Takes away every secret that an app has or asks for, when it is removed for good. */
export const removeSecrets =
  (deps: SecretDeps) =>
  async (app: AppRecord, signal: AbortSignal): Promise<void> => {
    // Also those that are only asked for: a value is kept before it is noted.
    for (const { name } of await listSecrets(deps)(app, { signal })) {
      await deps.appSecrets.remove(app.app_id, name, signal);
      await noteRemoved(deps)(app.app_id, name, signal);
    }
  };

function unknownWords({ title }: AppRecord, names: readonly string[]): string {
  return names.length === 0
    ? `${title} asks for no secrets.`
    : `${title} asks for no secret with that name. It asks for ${names.join(', ')}.`;
}

/** The names that a version asks for and that nobody has set. */
export const missingSecrets =
  (deps: Pick<SecretDeps, 'records'>) =>
  async (
    { app_id: appId }: Pick<AppRecord, 'app_id'>,
    { needs }: Pick<AppVersion, 'needs'>,
    signal: AbortSignal,
  ): Promise<readonly string[]> => {
    const wanted = (needs?.secrets ?? []).map(({ name }) => name);
    if (wanted.length === 0) return [];
    const set = new Set((await listSet(deps)(appId, signal)).map(({ name }) => name));
    return wanted.filter((name) => !set.has(name));
  };

/** When the last of these secrets was set; undefined where none is. */
export const lastSetAt =
  (deps: Pick<SecretDeps, 'records'>) =>
  async (
    { app_id: appId }: Pick<AppRecord, 'app_id'>,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const set = names.length === 0 ? [] : await listSet(deps)(appId, signal);
    return set
      .filter(({ name }) => names.includes(name))
      .map(({ set_at }) => set_at)
      .toSorted()
      .at(-1);
  };

/** What is to be set, for whoever can set it. */
export function sayMissing(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  const list = names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
  return `The app needs ${list}: set ${names.length < 2 ? 'it' : 'them'} on the app's page.`;
}
