import { execFile } from 'node:child_process';
import { supervisorFile } from './start-supervisor.ts';
import { supervisorEnvironment } from './supervisor-environment.ts';

/** Those that keep an app's code from the machine. */
export type StrongIsolation = 'docker' | 'bubblewrap';

/** How a trial came out; `words` are the failing command's own, on one line. */
export type Probed =
  | { readonly kind: 'works' | 'slow' }
  | { readonly kind: 'fails'; readonly command: string; readonly words: string };

export type Probe = (isolation: StrongIsolation, timeoutMs: number) => Promise<Probed>;

const commands: Readonly<Record<StrongIsolation, string>> = { docker: 'docker', bubblewrap: 'bwrap' };
const mostWords = 300;

/** Starts a step in an isolation, as the supervisor itself does it and with the very flags that steps get: being installed is not being allowed. */
export const probeIsolation: Probe = async (isolation, timeoutMs) => {
  // An engine on another machine has the image, and knows none of the folders that a step is shown.
  const image = ['image', 'inspect', '--format', '{{.Id}}', 'gantry-pod'];
  const hasImage = isolation === 'docker' ? await run(isolation, 'docker', image, timeoutMs) : undefined;
  if (hasImage !== undefined && hasImage.kind !== 'works') return hasImage;
  return run(isolation, process.execPath, [supervisorFile, '--isolation', isolation, '--probe'], timeoutMs);
};

function run(
  isolation: StrongIsolation,
  file: string,
  args: readonly string[],
  timeoutMs: number,
): Promise<Probed> {
  const options = {
    env: supervisorEnvironment(isolation),
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  } as const;
  return new Promise((resolve) => {
    execFile(file, args, options, (error, _stdout, stderr) => {
      if (error === null) return resolve({ kind: 'works' });
      if (error.killed === true) return resolve({ kind: 'slow' });
      const command = commands[isolation];
      const words = error.code === 'ENOENT' ? `${file} is not installed` : wordsOf(stderr, command);
      resolve({ kind: 'fails', command, words });
    });
  });
}

/** The line that the tool itself wrote; else the error of the supervisor, else whatever was said last. */
export function wordsOf(stderr: string, command: string): string {
  const lines = stderr.split('\n').map((text) => text.trim());
  const own = lines.find((text) => text.startsWith(`${command}:`))?.slice(command.length + 1);
  const said =
    own ?? lines.find((text) => /^Error(?: response from daemon)?:/.test(text)) ?? lines.findLast(Boolean);
  return (said ?? 'it failed without a word').trim().replace(/\.+$/, '').slice(0, mostWords);
}
