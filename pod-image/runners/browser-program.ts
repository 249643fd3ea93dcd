import { closeSync, existsSync, openSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where packages put the program that their script in /usr/bin starts. */
const folders = ['/usr/lib/chromium', '/usr/lib64/chromium-browser', '/usr/lib/chromium-browser'];

/** The program behind a browser's path: distributions install a shell script there, and a sandbox without a shell starts the program itself. */
export function browserProgram(path: string): string {
  const real = realpathSync(path);
  if (!isScript(real)) return real;
  const names = [basename(path), 'chromium', 'chrome', 'msedge', 'chromium-browser'];
  const beside = [dirname(real), ...folders].flatMap((folder) => names.map((name) => join(folder, name)));
  return beside.find((candidate) => existsSync(candidate) && !isScript(realpathSync(candidate))) ?? real;
}

function isScript(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(2);
    readSync(file, start, 0, 2, 0);
    return start.toString('latin1') === '#!';
  } finally {
    closeSync(file);
  }
}
