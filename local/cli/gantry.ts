import { type Command, CommanderError } from 'commander';
import { print, printError, printJson } from '../terminal.ts';
import { complete, completionRequest } from './completion.ts';
import { gantryProgram } from './program.ts';

/** Runs one command and answers the exit code: 0 done, 1 it did not work out, 2 it was called wrongly, 130 stopped. */
export async function gantry(args: readonly string[]): Promise<number> {
  let code = 0;
  const program = gantryProgram(async (work) => {
    const { runCommand } = await import('./run-command.ts');
    const { server, json: isJson = false } = program.opts<{ server?: string; json?: boolean }>();
    code = await runCommand(work, { server, isJson });
  });
  if (args[0] === completionRequest) {
    await complete(program, args.slice(args.indexOf('--') + 1));
    return 0;
  }
  prepare(program, args.includes('--json'));
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
  return code;
}

/** Every command throws where it would end the process, and says what it has to say through the terminal. */
function prepare(command: Command, isJson: boolean): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => print(text.trimEnd()),
    writeErr: (text) => printError(text.trimEnd()),
    outputError: (text, write) => {
      if (isJson) printJson({ error: { code: 'called_wrongly', message: text.trim() } });
      write(text);
    },
  });
  for (const inner of command.commands) prepare(inner, isJson);
}
