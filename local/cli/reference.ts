import type { Command } from 'commander';
import { examplesOf, pathOf } from './command-tools.ts';

/** A command that does something, by the words after `gantry`. */
export interface Leaf {
  readonly path: string;
  readonly command: Command;
}

/** Every command that does something, in the order of the help. */
export function leafCommands(program: Command): readonly Leaf[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .flatMap((command) => {
      const path = pathOf(command).replace(/^gantry /, '');
      // A group has no arguments and no action; `log` is both.
      const isLeaf = command.commands.length === 0 || command.registeredArguments.length > 0;
      return [...(isLeaf ? [{ path, command }] : []), ...leafCommands(command)];
    });
}

/** The commands as Markdown, for docs/cli.md. */
export function commandReference(program: Command): string {
  return leafCommands(program)
    .filter(({ path }) => !/^(data|secrets|log export|log verify)\b/.test(path))
    .map(({ path, command }) => describe(path, command))
    .join('\n');
}

function describe(path: string, command: Command): string {
  const takes = command.registeredArguments.map((argument) => {
    const name = argument.name() + (argument.variadic ? '...' : '');
    return argument.required ? ` <${name}>` : ` [${name}]`;
  });
  const options = command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help')
    .map((option) => `- \`${option.flags}\`: ${command.createHelp().optionDescription(option)}\n`);
  const parts = [
    `### gantry ${path}${takes.join('')}\n`,
    `${command.description()}\n`,
    ...(options.length === 0 ? [] : [options.join('')]),
    `\`\`\`sh\n${examplesOf(command).join('\n')}\n\`\`\`\n`,
  ];
  return parts.join('\n');
}
