import { InputRejected, isGantryError } from '../../core/errors.ts';
import { readEnvironment } from '../environment.ts';
import { sayFault } from '../say-fault.ts';
import { print, printError, printFault, printJson, printWhole } from '../terminal.ts';
import type { Answer, Context, Work } from './context.ts';

/** The exit code after Ctrl C, as shells have it. */
const interruptedCode = 130;

/** Runs a command and prints what it answers; 0 done, 1 it did not work out, 2 it was called wrongly, 130 interrupted. */
export async function runCommand(
  work: Work,
  { server, isJson }: { readonly server: string | undefined; readonly isJson: boolean },
): Promise<number> {
  const interrupts = listenForInterrupts();
  const context: Context = {
    server,
    isJson,
    signal: interrupts.signal,
    onInterrupt: interrupts.onInterrupt,
    environment: async () => readEnvironment(process.env),
  };
  try {
    return show(await work(context), isJson);
  } catch (error) {
    if (interrupts.signal.aborted) return interruptedCode;
    return showFault(error, isJson);
  } finally {
    interrupts.close();
  }
}

function show({ value, text, code = 0, isWhole = false }: Answer, isJson: boolean): number {
  if (isJson) printJson(value);
  else if (isWhole) printWhole(text);
  else if (text !== '') print(text);
  return code;
}

function showFault(error: unknown, isJson: boolean): number {
  if (isJson) printJson({ error: describe(error) });
  printFault(sayFault(error));
  return isCallersFault(error) ? 2 : 1;
}

function describe(error: unknown): { readonly code: string; readonly message: string } {
  const said = sayFault(error);
  const message = said instanceof Error ? said.message : String(said);
  return { code: isGantryError(error) ? error.code : 'failed', message };
}

/** Whether another call would do what this one could not. */
const isCallersFault = (error: unknown): boolean =>
  error instanceof InputRejected ||
  (isGantryError(error) && error.name === 'NotFound') ||
  (error instanceof Error && (error.name === 'ZodError' || ('code' in error && error.code === 'ENOENT')));

interface Interrupts extends Pick<Context, 'signal' | 'onInterrupt'> {
  readonly close: () => void;
}

/** The first Ctrl C goes to whoever took it over, or else aborts; the second ends the process. */
function listenForInterrupts(): Interrupts {
  const abort = new AbortController();
  let handler: (() => void) | undefined;
  let count = 0;
  const onSignal = (): void => {
    count += 1;
    if (count > 1) process.exit(interruptedCode);
    if (handler === undefined) {
      printError('\nStopped.');
      abort.abort();
    } else handler();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  return {
    signal: abort.signal,
    onInterrupt: (taken) => {
      handler = () => {
        // Whoever asks a question may be interrupted again.
        count = 0;
        taken();
      };
      return () => {
        handler = undefined;
      };
    },
    close: () => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onSignal);
    },
  };
}
