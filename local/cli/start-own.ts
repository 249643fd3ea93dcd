import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LocalEnvironment } from '../environment.ts';
import { line, printError, printFault } from '../terminal.ts';

/** What `npm start` makes first: the words that models are told, and the console. */
const makers = ['generate-texts.ts', 'build-web.ts'];

/** Work that runs is not waited for: as after a crash, the next start takes it up. */
const closingMs = 3_000;

/** Starts Gantry in this process, in GANTRY_HOME, for as long as a command takes. */
export async function startOwn(
  environment: LocalEnvironment,
): Promise<{ readonly origin: string; readonly close: () => Promise<void> }> {
  for (const maker of makers)
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, '..', '..', 'scripts', maker)]);
  const { startGantry } = await import('../compose.ts');
  let isClosing = false;
  const gantry = await startGantry(environment, (text) => {
    if (!isClosing) printError(text);
  });
  printError(line`Started Gantry at ${gantry.origin}.`);
  if (gantry.firstPassword !== undefined)
    printError(line`The password of admin is ${gantry.firstPassword}. It is shown only now.`);
  return {
    origin: gantry.origin.replace('localhost', '127.0.0.1'),
    close: async () => {
      isClosing = true;
      const closed = gantry.close().catch((error: unknown) => printFault(error));
      await Promise.race([closed, sleep(closingMs, undefined)]);
    },
  };
}
