import type { Mission } from '../mission/mission.ts';

/** The mission's page in the console, for whoever reviews; undefined where nobody knows yet where the console is. */
export const missionPage =
  ({ consoleOrigin }: { readonly consoleOrigin: (signal: AbortSignal) => Promise<string> }) =>
  async ({ missionId }: Pick<Mission, 'missionId'>, signal: AbortSignal): Promise<string | undefined> => {
    const origin = await consoleOrigin(signal).catch(() => undefined);
    return origin && `${origin}/#/missions/${missionId}`;
  };
