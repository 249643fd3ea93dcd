import { spawn } from 'node:child_process';
import { NotFound } from '../../core/errors.ts';
import { appViewSchema } from '../../core/wire/http.ts';
import { isTerminal, line, print } from '../terminal.ts';
import { serveUntilInterrupted } from './build.ts';
import type { Answer, Context } from './context.ts';
import { type Reached, withGantry } from './reach-gantry.ts';
import { readMission } from './watch-mission.ts';

/** What of an app or a mission is opened. */
export type Opened = 'app' | 'pull-request' | 'console';

/** Shows an address, and opens it where somebody reads along. A Gantry that this started stays up for it. */
export const open = (
  context: Context,
  what: string | undefined,
  { opened, isPrintedOnly }: { readonly opened: Opened; readonly isPrintedOnly: boolean },
): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const url = await addressOf(gantry, what, opened);
    const answer = { value: { url }, text: line`${url}` };
    if (isPrintedOnly || context.isJson) return answer;
    if (isTerminal()) openInBrowser(url);
    if (!gantry.isOwn) return answer;
    print(answer.text);
    await serveUntilInterrupted(context);
    return { ...answer, text: '' };
  });

async function addressOf(gantry: Reached, what: string | undefined, opened: Opened): Promise<string> {
  const console = `${gantry.origin.replace('127.0.0.1', 'localhost')}/`;
  if (what === undefined) return console;
  const isMission = what.startsWith('msn_');
  if (opened === 'console')
    return `${console}#/${isMission ? 'missions' : 'apps'}/${encodeURIComponent(what)}`;
  const { live, missionId } = isMission ? { live: null, missionId: what } : await newestOf(gantry, what);
  if (opened === 'app' && live !== null) return live;
  const mission = missionId === undefined ? undefined : await readMission(gantry, missionId);
  const url = opened === 'app' ? mission?.url : mission?.pr_url;
  if (url === undefined) throw new NotFound('nothing_to_open', nothingWords[opened]);
  return url;
}

const nothingWords = {
  app: 'There is nothing to open: it has not been deployed.',
  'pull-request': 'It has no pull request.',
} as const;

async function newestOf(gantry: Reached, slug: string) {
  const app = await gantry.call('readApp', { params: { slug } }, appViewSchema);
  return { live: app.live_url, missionId: app.missions.at(-1) };
}

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Hands a web address to the desktop; where there is none, the printed one has to do. */
function openInBrowser(address: string): void {
  const { protocol, href } = new URL(address);
  if (protocol !== 'http:' && protocol !== 'https:') return;
  const [command = 'xdg-open', ...args] = openers[process.platform] ?? [];
  const child = spawn(command, [...args, href], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
