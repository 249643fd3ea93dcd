import type { AppId } from '../wire/ids.ts';

/** Keeps the secrets of apps, apart from everything else that Gantry keeps: only what runs an app's functions reads a value back. */
export interface AppSecrets {
  set(appId: AppId, name: string, value: string, signal: AbortSignal): Promise<void>;
  /** Taking away what is not there is no failure. */
  remove(appId: AppId, name: string, signal: AbortSignal): Promise<void>;
  /** The values of those names that are set. */
  read(
    appId: AppId,
    names: readonly string[],
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>>;
}
