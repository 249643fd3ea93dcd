import { Argument, type Command } from 'commander';
import { InputRejected } from '../../core/errors.ts';
import { addCommand, type Run } from './command-tools.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

/** What a shell asks at each press of Tab; not for people. */
export const completionRequest = 'complete';

/** The command that prints what a shell sources once. */
export function addCompletionCommand(program: Command, run: Run): void {
  addCommand(program, 'completion', {
    says: 'Print what makes a shell complete commands and options.',
    examples: ['source <(gantry completion bash)', 'gantry completion fish > completions/gantry.fish'],
  })
    .addArgument(new Argument('<shell>', 'your shell').choices(shells))
    .action((shell: (typeof shells)[number]) =>
      run(async ({ isJson }) => {
        if (isJson) throw new InputRejected('no_json', 'A shell reads no JSON; leave out --json.');
        const { script } = await import('@bomb.sh/tab');
        script(shell, 'gantry', 'gantry');
        return { value: undefined, text: '' };
      }),
    );
}

/** A command that the library adds of its own, beside ours. */
const ownScript = 'completion-script';

/** Answers a shell with what may come next. */
export async function complete(program: Command, args: readonly string[]): Promise<void> {
  const { default: attach } = await import('@bomb.sh/tab/commander');
  const known = attach(program, { completionCommandName: ownScript });
  known.commands.delete(ownScript);
  for (const command of [...known.commands.values()]) {
    command.option('json', 'print one JSON document and nothing else');
    command.option('server', 'a Gantry that runs elsewhere', () => undefined);
  }
  known.parse([...args]);
}
