import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { addCommand, addGroup, type Run, worldOption } from './command-tools.ts';
import type { UsersCommand } from './users.ts';

type World = 'local' | 'aws';
const evidence = () => import('./evidence.ts');
const signIn = () => import('./sign-in.ts');

/** Coming in, and whom the commands act as. */
export function addSessionCommands(program: Command, run: Run): void {
  addCommand(program, 'login', {
    says: 'Sign in and stay signed in. The password is typed without being shown, or comes from standard input.',
    examples: [
      'gantry login --server https://d111111abcdef8.cloudfront.net',
      'gantry login --user sam < password.txt',
    ],
  })
    .option('--user <name>', 'who signs in', 'admin')
    .action((options: { user: string }) =>
      run(async (context) => (await signIn()).login(context, options.user)),
    );
  addCommand(program, 'logout', {
    says: 'End the session that login keeps.',
    examples: ['gantry logout --server https://d111111abcdef8.cloudfront.net'],
  }).action(() => run(async (context) => (await signIn()).logout(context)));
  addCommand(program, 'whoami', {
    says: 'Who the commands act as, and what is left of the budget.',
    examples: ['gantry whoami'],
  }).action(() => run(async (context) => (await signIn()).whoAmI(context)));
}

/** The door for other programs' models. */
export function addMcpCommand(program: Command, run: Run): void {
  addCommand(program, 'mcp', {
    says: 'Serve the Model Context Protocol on standard input and output, for the program that starts it.',
    examples: ['gantry mcp', 'gantry mcp --server https://d111111abcdef8.cloudfront.net'],
  }).action(() => run(async (context) => (await import('./mcp.ts')).serveMcp(context)));
}

/** Evidence, the keys that sign it and the log of what was sealed. */
export function addEvidenceCommands(program: Command, run: Run): void {
  const group = addGroup(program, 'evidence', 'Signed evidence of missions.');
  addCommand(group, 'show [mission]', {
    says: 'The evidence of a mission, as the JSON document that it is.',
    examples: ['gantry evidence show recipes > recipes.evidence.json'],
  }).action((what: string | undefined) =>
    run(async (context) => (await evidence()).showEvidence(context, what)),
  );
  addCommand(group, 'verify [evidence]', {
    says: 'Check evidence offline: a file, or a mission by its id.',
    examples: [
      'gantry evidence verify recipes.evidence.json --key keys.pem',
      'gantry evidence verify recipes.evidence.json --log audit.json',
    ],
  })
    .option('--key <file>', 'the keys that you trust')
    .option('--log <file>', 'what audit export wrote; the evidence must be in it')
    .option('--against <file>', 'an earlier export that the log must begin with')
    .action((what: string | undefined, files: { key?: string; log?: string; against?: string }) =>
      run(async (context) => (await evidence()).checkEvidence(context, what, files)),
    );
  const keys = addGroup(program, 'keys', 'The keys that evidence is signed with.');
  addCommand(keys, 'list', {
    says: 'The keys, the one in use first.',
    examples: ['gantry keys list > keys.pem'],
  })
    .addOption(worldOption())
    .action((options: { world: World }) =>
      run(async (context) => (await evidence()).listKeys(context, options.world)),
    );
  addCommand(keys, 'rotate', {
    says: 'Sign with a new key from now on; earlier evidence still verifies.',
    examples: ['gantry keys rotate'],
  })
    .addOption(worldOption())
    .action((options: { world: World }) =>
      run(async (context) => (await evidence()).rotateKeys(context, options.world)),
    );
  addAuditCommands(addGroup(program, 'audit', 'The log that names every sealed mission.'), run, 'audit');
}

/** Under `audit`, and under `log` as they were called before. */
function addAuditCommands(group: Command, run: Run, name: string): void {
  addCommand(group, 'export', {
    says: 'The log as JSON; keep it where the operator cannot reach it.',
    examples: [`gantry ${name} export > audit.json`],
  })
    .addOption(worldOption())
    .action((options: { world: World }) =>
      run(async (context) => (await evidence()).exportAudit(context, options.world)),
    );
  addCommand(group, 'verify', {
    says: 'Hold every sealed mission against the log, so that one that was changed or is missing shows.',
    examples: [`gantry ${name} verify --against audit.json`],
  })
    .option('--against <file>', 'an earlier export that the log must begin with')
    .addOption(worldOption())
    .action((options: { world: World; against?: string }) =>
      run(async (context) => (await evidence()).verifyAudit(context, options.world, options.against)),
    );
}

/** What a build printed; `log export` and `log verify` are the earlier names of `audit`. */
export function addLogCommand(program: Command, run: Run): void {
  const log = addCommand(program, 'log [mission]', {
    says: 'What the tools printed while they built and tested: the newest mission, that of an app, or one by its id.',
    examples: ['gantry log', 'gantry log recipes --attempt 1'],
  })
    .option('--attempt <number>', 'an earlier attempt, from 0')
    .action((what: string | undefined, options: { attempt?: string }) =>
      run(async (context) => (await import('./missions.ts')).showLog(context, what, options.attempt)),
    );
  addAuditCommands(log, run, 'log');
}

const userVerbs: readonly (readonly [UsersCommand['verb'], string, string])[] = [
  [
    'add',
    'Add a user. A password is made and shown once, unless you give one.',
    'gantry users add sam --admin',
  ],
  [
    'passwd',
    'Change a password, which ends all sessions of that user.',
    'gantry users passwd sam --password-stdin < password.txt',
  ],
  ['disable', 'Shut a user out; sessions and API keys end.', 'gantry users disable sam'],
  ['enable', 'Let a user in again.', 'gantry users enable sam'],
];

/** The users of an installation. */
export function addUserCommands(program: Command, run: Run): void {
  const group = addGroup(program, 'users', 'The users of an installation.');
  addCommand(group, 'list', {
    says: 'All users.',
    examples: ['gantry users list', 'gantry users list --world aws'],
  })
    .addOption(worldOption())
    .action((options: { world: World }) =>
      run(async (context) => {
        const { runUsersCommand } = await import('./users.ts');
        const command = { verb: 'list', username: '', isAdmin: false, readsPassword: false } as const;
        return runUsersCommand(context, options.world, command);
      }),
    );
  for (const [verb, says, example] of userVerbs) {
    const command = addCommand(group, `${verb} <name>`, { says, examples: [example] }).addOption(
      worldOption(),
    );
    if (verb === 'add') command.option('--admin', 'make an admin');
    if (verb === 'add' || verb === 'passwd') addPasswordOptions(command);
    command.action((username: string, options: { world: World; admin?: boolean; passwordStdin?: boolean }) =>
      run(async (context) => {
        const { runUsersCommand } = await import('./users.ts');
        const { world, admin: isAdmin = false, passwordStdin: readsPassword = false } = options;
        return runUsersCommand(context, world, { verb, username, isAdmin, readsPassword });
      }),
    );
  }
}

function addPasswordOptions(command: Command): void {
  command
    .option('--password-stdin', 'type the password without it being shown, or give it on standard input')
    .addOption(
      new Option('--password <password>').hideHelp().argParser(() => {
        throw new InvalidArgumentError(
          'Other users of this machine can see arguments. Use --password-stdin instead.',
        );
      }),
    );
}
