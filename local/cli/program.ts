import { Command, Option } from 'commander';
import { addAppCommands, addDataCommands, addSecretCommands } from './app-commands.ts';
import { addCommand, type Run } from './command-tools.ts';
import { addCompletionCommand } from './completion.ts';
import {
  addEvidenceCommands,
  addLogCommand,
  addMcpCommand,
  addSessionCommands,
  addUserCommands,
} from './installation-commands.ts';
import { addBuildingCommands, addMissionCommands } from './mission-commands.ts';
import { commandReference } from './reference.ts';
import { version } from './version.ts';
import { addWebhookCommands } from './webhook-commands.ts';

const words = `Gantry builds apps from what you say: a plan, an app, its checks, a live preview and a pull request.

Without --server the commands speak to the Gantry on PORT; where none runs, they start one in GANTRY_HOME for as long as they take.`;

const exitCodes = `
Exit codes: 0 done, 1 it did not work out, 2 it was called wrongly, 130 stopped with Ctrl C.
GANTRY_API_KEY is used in place of a session where it is set.`;

/** The whole command line; `run` is given what a command does once its arguments are read. */
export function gantryProgram(run: Run): Command {
  const program = new Command('gantry')
    .description(words)
    .version(version(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .addOption(new Option('--server <url>', 'a Gantry that runs elsewhere').env('GANTRY_SERVER'))
    .option('--json', 'print one JSON document and nothing else')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', exitCodes)
    .showHelpAfterError('See gantry --help')
    .helpCommand(false);
  addBuildingCommands(program, run);
  addMissionCommands(program, run);
  addLogCommand(program, run);
  addAppCommands(program, run);
  addDataCommands(program, run);
  addSecretCommands(program, run);
  addWebhookCommands(program, run);
  addEvidenceCommands(program, run);
  addUserCommands(program, run);
  addSessionCommands(program, run);
  addMcpCommand(program, run);
  addCompletionCommand(program, run);
  addHelpCommand(program);
  // What docs/cli.md is made with.
  program.command('reference', { hidden: true }).action(() => {
    const text = commandReference(program);
    return run(async () => ({ value: { reference: text }, text, isWhole: true }));
  });
  return program;
}

function addHelpCommand(program: Command): void {
  addCommand(program, 'help [command...]', {
    says: 'Show the help of a command.',
    examples: ['gantry help apps data'],
  }).action((path: string[]) => {
    let found = program;
    for (const word of path) {
      const next = found.commands.find((command) => command.name() === word);
      if (next === undefined) return found.error(`error: there is no command '${path.join(' ')}'`);
      found = next;
    }
    found.help();
  });
}
