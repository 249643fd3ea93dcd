import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { Watching } from './build.ts';
import { addCommand, type Run, wholeNumber } from './command-tools.ts';

/** How whatever starts a mission is watched. */
function addWatchingOptions(command: Command): Command {
  return command
    .option('--once', 'end when it is built, instead of serving its links until Ctrl C')
    .option('-v, --verbose', 'show all that the tools print');
}

interface WatchingOptions {
  readonly once?: boolean;
  readonly verbose?: boolean;
}

const watchingOf = ({ once = false, verbose = false }: WatchingOptions): Watching => ({ once, verbose });

const anId = 'msn_01k2m3n4p5q6r7s8t9v0w1x2y3';
const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** What takes an idea to an app: one memo, a conversation, a change, another try. */
export function addBuildingCommands(program: Command, run: Run): void {
  addBuildCommand(program, run);
  addChatCommand(program, run);
  const change = addCommand(program, 'change <app> <wish...>', {
    says: 'Change an app, by its name or by the mission that made it.',
    examples: ['gantry change recipes "Show how long each one takes"'],
  });
  addWatchingOptions(change).action((what: string, wish: string[], options: WatchingOptions) =>
    run(async (context) =>
      (await import('./build.ts')).change(context, what, wish.join(' '), watchingOf(options)),
    ),
  );
  const retry = addCommand(program, 'retry <mission>', {
    says: 'Try a mission again: mend what failed, or do without some of its checks.',
    examples: [`gantry retry ${anId}`, 'gantry retry recipes --without c2 --without c3'],
  })
    .option('--without <check>', 'do without this check; may be given more than once', collect, [])
    .addOption(new Option('--budget <usd>', 'let it cost this much').argParser(dollars));
  addWatchingOptions(retry).action(
    (what: string, options: WatchingOptions & { without: string[]; budget?: number }) =>
      run(async (context) =>
        (await import('./build.ts')).retry(context, what, { ...options, ...watchingOf(options) }),
      ),
  );
}

function addBuildCommand(program: Command, run: Run): void {
  const build = addCommand(program, 'build <idea...>', {
    says: 'Build an app from one sentence, and follow it to its links.',
    examples: ['gantry build "Build a calculator with dark mode"', 'gantry build --json "A habit tracker"'],
  })
    .option('--app <app>', 'work on this app instead of making a new one')
    .option('--no-deploy', 'do not deploy a preview')
    .option('--no-publish', 'do not open a pull request');
  addWatchingOptions(build).action(
    (idea: string[], options: WatchingOptions & { app?: string; deploy: boolean; publish: boolean }) =>
      run(async (context) => {
        const { app, deploy, publish } = options;
        const wish = { app, deploy, publish, ...watchingOf(options) };
        return (await import('./build.ts')).build(context, idea.join(' '), wish);
      }),
  );
}

function addChatCommand(program: Command, run: Run): void {
  addCommand(program, 'chat [message...]', {
    says: 'Talk about an app: a plan is shown, "yes" builds it, and what you say next changes it.',
    examples: [
      'gantry chat',
      'gantry chat "I want a place to keep recipes"',
      'gantry chat --app recipes "Add a search"',
    ],
  })
    .option('--conversation <id>', 'go on with this conversation')
    .option('-c, --continue', 'go on with the last conversation')
    .option('--app <app>', 'begin a conversation about this app')
    .action((message: string[], options: { conversation?: string; continue?: boolean; app?: string }) =>
      run(async (context) => {
        const { conversation, continue: goesOn = false, app } = options;
        const meant = { conversation, goesOn, app };
        return (await import('./chat.ts')).chat(context, message.join(' '), meant);
      }),
    );
}

function dollars(given: string): number {
  const usd = Number(given);
  if (Number.isFinite(usd) && usd > 0) return usd;
  throw new InvalidArgumentError('Give an amount in dollars, such as 2.50.');
}

/** What looks at missions and steers them. */
export function addMissionCommands(program: Command, run: Run): void {
  addListCommand(program, run);
  addCommand(program, 'status [mission]', {
    says: 'How a mission stands: the newest one, that of an app, or one by its id.',
    examples: ['gantry status', 'gantry status recipes --follow', `gantry status ${anId} --wait 120 --json`],
  })
    .addOption(
      wholeNumber('--wait <seconds>', 'wait up to so many seconds for its end', { min: 0, max: 300 }),
    )
    .option('-f, --follow', 'show its progress until it has ended')
    .option('-v, --verbose', 'with --follow, show all that the tools print')
    .action((what: string | undefined, options: { wait?: number; follow?: boolean; verbose?: boolean }) =>
      run(async (context) => {
        const { wait, follow = false, verbose = false } = options;
        return (await import('./missions.ts')).showStatus(context, what, { wait, follow, verbose });
      }),
    );
  addCommand(program, 'open [what]', {
    says: 'Open an app, what a mission made, or the console, and show its address.',
    examples: ['gantry open', 'gantry open recipes', `gantry open ${anId} --pull-request --print`],
  })
    .option('--pull-request', 'its pull request')
    .option('--console', 'its page in the console')
    .option('--print', 'only show the address')
    .action(
      (what: string | undefined, options: { pullRequest?: boolean; console?: boolean; print?: boolean }) =>
        run(async (context) => {
          const { open } = await import('./open.ts');
          const opened = options.pullRequest ? 'pull-request' : options.console ? 'console' : 'app';
          return open(context, what, { opened, isPrintedOnly: options.print ?? false });
        }),
    );
  addCommand(program, 'cancel <mission>', {
    says: 'Stop a mission.',
    examples: [`gantry cancel ${anId}`],
  }).action((what: string) =>
    run(async (context) => (await import('./missions.ts')).cancelMission(context, what)),
  );
}

function addListCommand(program: Command, run: Run): void {
  addCommand(program, 'missions', {
    says: 'Your missions, newest first.',
    examples: ['gantry missions', 'gantry missions --status FAILED --limit 5 --json'],
  })
    .option('--limit <number>', 'how many, up to 100')
    .option('--status <status>', 'only those that stand so, such as DEPLOYED')
    .option('--search <text>', 'only those whose request holds this')
    .option('--cursor <id>', 'go on after this mission')
    .option('--all', "everybody's, for admins")
    .action((options: { limit?: string; status?: string; search?: string; cursor?: string; all?: boolean }) =>
      run(async (context) => {
        const { listMissions } = await import('./missions.ts');
        const { search: q, all, status, ...rest } = options;
        return listMissions(context, {
          ...rest,
          ...(q !== undefined && { q }),
          ...(status !== undefined && { status: status.toUpperCase() }),
          ...(all && { owner: '*' as const }),
        });
      }),
    );
}
