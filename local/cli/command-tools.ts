import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Work } from './context.ts';

/** Runs a command's work once its arguments are read. */
export type Run = (work: Work) => Promise<void>;

const examples = new WeakMap<Command, readonly string[]>();

/** How a command is called, by examples. */
export const examplesOf = (command: Command): readonly string[] => examples.get(command) ?? [];

/** A command of a group, with an example of how it is called in its help. */
export function addCommand(
  parent: Command,
  usage: string,
  { says, examples: calls }: { readonly says: string; readonly examples: readonly string[] },
): Command {
  const command = parent
    .command(usage)
    .description(says)
    .addHelpText(
      'after',
      `\nExample${calls.length === 1 ? '' : 's'}:\n${calls.map((one) => `  ${one}\n`).join('')}`,
    );
  examples.set(command, calls);
  return command.showHelpAfterError(`See ${pathOf(command)} --help`);
}

/** A group of commands, which does nothing by itself. */
export function addGroup(parent: Command, name: string, says: string): Command {
  const group = parent.command(name).description(says).helpCommand(false);
  return group.showHelpAfterError(`See ${pathOf(group)} --help`);
}

/** The words by which a command is called. */
export function pathOf(command: Command): string {
  const { parent } = command;
  return parent === null ? command.name() : `${pathOf(parent)} ${command.name()}`;
}

/** An option that takes a whole number. */
export const wholeNumber = (
  flags: string,
  says: string,
  { min, max }: { readonly min: number; readonly max: number },
): Option =>
  new Option(flags, says).argParser((given: string) => {
    const number = Number(given);
    if (given.trim() !== '' && Number.isInteger(number) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  });

/** Where an installation is that a command works on itself. */
export const worldOption = (): Option =>
  new Option(
    '--world <world>',
    'the installation in GANTRY_HOME, or the one in the AWS account of the environment',
  )
    .choices(['local', 'aws'])
    .default('local');
