import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { examplesOf } from '../../../local/cli/command-tools.ts';
import { gantryProgram } from '../../../local/cli/program.ts';
import { commandReference, leafCommands } from '../../../local/cli/reference.ts';
import { runGantry } from './run-gantry.ts';

const nothing = async (): Promise<void> => {};

/** The words of a line of shell, without what a shell does with files. */
const wordsOf = (example: string): readonly string[] => {
  const [call = ''] = example.replace(/^source <\((.*)\)$/, '$1').split(/ [<>] /);
  return [...call.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
};

/** Reads a call without doing anything; answers what would run, or what is wrong with it. */
async function reading(words: readonly string[]): Promise<string> {
  let ran = 'nothing';
  const program = gantryProgram(async () => {
    ran = 'something';
  });
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
    command.commands.forEach(quiet);
  };
  quiet(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 'something' : error.message;
  }
  return ran;
}

describe('each command', () => {
  const leaves = leafCommands(gantryProgram(nothing));

  it.each(leaves)('$path says what it does and shows examples that can be run', async ({ path, command }) => {
    expect(command.description()).toMatch(/^[A-Z].*\.$/);
    const examples = examplesOf(command);
    expect(examples.length).toBeGreaterThan(0);
    const help = (await runGantry('help', ...path.split(' '))).out;
    for (const example of examples) {
      const [program, ...words] = wordsOf(example);
      expect(program, example).toBe('gantry');
      expect(help).toContain(`\n  ${example}\n`);
      const called = words.join(' ');
      // `data` and `secrets` are found in two places, and `log` has the earlier names of `audit`.
      expect(`apps ${called}`.includes(path), `${example} is an example of ${path}`).toBe(true);
      expect(await reading(words), example).toBe('something');
    }
  });

  it.each(leaves)(
    '$path has --help, and prints one JSON document where --json asks for it',
    async ({ path }) => {
      const { code, out } = await runGantry(...path.split(' '), '--help');
      expect([code, out]).toEqual([0, expect.stringContaining(`Usage: gantry ${path}`)]);
      expect(out).toContain('--json');
    },
  );

  it('has help by --help and by the help command', async () => {
    for (const words of [
      ['apps', 'data', 'rows', '--help'],
      ['help', 'apps', 'data', 'rows'],
    ]) {
      const { code, out } = await runGantry(...words);
      expect([code, out]).toEqual([0, expect.stringContaining('Usage: gantry apps data rows')]);
      expect(out).toContain('Example:\n  gantry apps data rows recipes ingredients');
      expect(out).toContain('--json');
    }
  });

  it('stands in docs/cli.md as it is', () => {
    const file = join(import.meta.dirname, '../../../docs/cli.md');
    const [, written] = readFileSync(file, 'utf8').split('\n## Commands\n');
    // To write it anew: npm run -s gantry -- reference
    expect(written?.trim()).toBe(commandReference(gantryProgram(nothing)).trim());
  });
});

describe('a wrong call', () => {
  it.each([
    [['bild', 'x'], /unknown command 'bild'\n\(Did you mean build\?\)\nSee gantry --help/],
    [['apps', 'dat'], /unknown command 'dat'\n\(Did you mean data\?\)\nSee gantry apps --help/],
    [['missions', '--limt', '3'], /unknown option '--limt'\n\(Did you mean --limit\?\)/],
    [['build'], /missing required argument 'idea'\nSee gantry build --help/],
    [['cancel', 'a', 'b'], /too many arguments/],
    [['status', '--wait', '301'], /Give a whole number from 0 to 300/],
    [['retry', 'x', '--budget', '-1'], /Give an amount in dollars/],
    [['keys', 'list', '--world', 'mars'], /Allowed choices are local, aws/],
    [['help', 'nowhere'], /there is no command 'nowhere'/],
    [['apps'], /Usage: gantry apps/],
    [['users', 'add', 'bob', '--password', 'hunter2'], /Other users of this machine can see arguments/],
    [['completion', 'tcsh'], /Allowed choices are bash, zsh, fish, powershell/],
    [['login', '--server', 'http://gantry.example.com'], /Use https/],
    [['missions', '--server', 'nowhere'], /--server takes an address/],
    [['keys', 'rotate', '--server', 'https://gantry.example.com'], /without --server/],
    [['evidence', 'verify'], /Name an evidence file/],
  ])('%j is refused with what to do instead', async (words, said) => {
    const { code, out, err } = await runGantry(...words);
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(said)]);
    expect(err).not.toContain('    at ');
  });

  it('is one JSON document too where that was asked for', async () => {
    const { code, out } = await runGantry('missions', '--json', '--limt', '3');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toEqual({
      error: { code: 'called_wrongly', message: expect.stringContaining("unknown option '--limt'") },
    });
  });
});

describe('completion', () => {
  it.each([
    [
      ['apps', 'data', 're'],
      ['restore', 'restore-points'],
    ],
    [['mis'], ['missions']],
    [['comp'], ['completion']],
    [['retry', 'x', '--with'], ['--without']],
    [['apps', 'list', '--js'], ['--json']],
    [
      ['keys', 'list', '--world', ''],
      ['aws', 'local'],
    ],
  ])('of %j offers %j', async (words, offered) => {
    const { code, out } = await runGantry('complete', '--', ...words);
    expect(code).toBe(0);
    const names = out.split('\n').flatMap((line) => (/^[a-z-]/.test(line) ? [line.split('\t')[0]] : []));
    expect(names.sort()).toEqual(offered);
  });

  it.each([
    ['bash', /^complete .*gantry$/m],
    ['zsh', /#compdef gantry/],
    ['fish', /^complete -c gantry/m],
  ])('has a script for %s', async (shell, words) => {
    const { code, out } = await runGantry('completion', shell);
    expect([code, out]).toEqual([0, expect.stringMatching(words)]);
  });
});
