import type { AppHost } from '../ports/app-host.ts';
import type { AppRecord } from './app.ts';

/** What an app's functions printed last, one after the other, as text; in words why there is none. */
export const readFunctionLog =
  (deps: { readonly appHost: Pick<AppHost, 'readLog'> }) =>
  async (app: Pick<AppRecord, 'project_id'>, signal: AbortSignal): Promise<string> => {
    if (app.project_id === null) return 'This app has not been deployed yet.\n';
    if (deps.appHost.readLog === undefined)
      return `Vercel keeps what the functions of this app print: open project ${app.project_id} at vercel.com, then Logs.\n`;
    const logs = await deps.appHost.readLog(app.project_id, signal);
    if (logs.length === 0) return 'The functions of this app have printed nothing, and none has failed.\n';
    return logs.map(({ file, lines }) => `# ${file}\n${lines.join('\n')}\n`).join('\n');
  };
