import { parseArgs } from 'node:util';
import { InputRejected } from '../core/errors.ts';
import { type LocalEnvironment, readEnvironment } from './environment.ts';
import { sayFault } from './say-fault.ts';
import { line, print, printError, printFault } from './terminal.ts';

const usage = `Usage:
  npm run gantry -- build "Build a calculator with dark mode" [--app SLUG] [--no-deploy] [--no-publish]
  npm run gantry -- retry MISSION [--without CHECK]...
  npm run gantry -- apps secrets list APP
  npm run gantry -- apps secrets set APP NAME < FILE
  npm run gantry -- apps secrets remove APP NAME
  npm run gantry -- users list [--world aws]
  npm run gantry -- users add NAME [--admin] [--password PASSWORD] [--world aws]
  npm run gantry -- users passwd NAME [--password PASSWORD] [--world aws]
  npm run gantry -- users disable|enable NAME [--world aws]
  npm run gantry -- keys list|rotate [--world aws]
  npm run gantry -- log export [--world aws]
  npm run gantry -- log verify [--against OLDER-EXPORT] [--world aws]

build takes an idea to a live URL and a pull request, with progress; it starts Gantry if none runs on PORT.
retry tries a mission again; where its checks failed it mends what was tested, and with --without it does without those checks.
apps secrets are values that an app asks for; they come from standard input and are never shown.
users are those of the installation in GANTRY_HOME, or with --world aws those in the DynamoDB table GANTRY_ACCESS_TABLE.
Without --password one is made and shown once.
keys are those that evidence is signed with; the log names every mission that was sealed, so that one which is gone shows.`;

const evidenceVerbs = ['keys list', 'keys rotate', 'log export', 'log verify'] as const;
const secretVerbs = ['list', 'set', 'remove'] as const;
const userVerbs = ['add', 'disable', 'enable', 'passwd', 'list'] as const;

/** Runs one command and answers the exit code: 0 done, 1 it did not work out, 2 it was called wrongly. */
async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      app: { type: 'string' },
      without: { type: 'string', multiple: true, default: [] },
      deploy: { type: 'boolean', default: true },
      publish: { type: 'boolean', default: true },
      admin: { type: 'boolean', default: false },
      password: { type: 'string' },
      world: { type: 'string', default: 'local' },
      against: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command] = positionals;
  if (values.world !== 'local' && values.world !== 'aws')
    throw new InputRejected('world_unknown', `There is no world ${values.world}; there are local and aws.`);
  const environment = readEnvironment(process.env);
  const code =
    (await runMissionCommand(environment, positionals, values)) ??
    (await runDeskCommand(environment, positionals, values));
  if (code !== undefined) return code;
  if (values.help || command === 'help') {
    print(usage);
    return 0;
  }
  const said = positionals.join(' ').trim();
  printError(said === '' ? usage : line`There is no such command: ${said}. See npm run gantry -- help`);
  return 2;
}

/** Runs a command that makes a mission and follows it; undefined where it is none. */
async function runMissionCommand(
  environment: LocalEnvironment,
  [command, ...rest]: readonly string[],
  {
    app,
    deploy,
    publish,
    without,
  }: {
    readonly app?: string | undefined;
    readonly deploy: boolean;
    readonly publish: boolean;
    readonly without: readonly string[];
  },
): Promise<number | undefined> {
  const voiceMemo = rest.join(' ');
  if (command === 'build' && voiceMemo.trim() !== '') {
    const { build } = await import('./cli/build.ts');
    return build(environment, { voiceMemo, app, deploy, publish });
  }
  const [missionId, ...more] = rest;
  if (command !== 'retry' || missionId === undefined || more.length > 0) return undefined;
  const { retry } = await import('./cli/build.ts');
  return retry(environment, { missionId, without });
}

/** Runs a command about secrets, users, keys or the checkpoint log; undefined where it is none. */
async function runDeskCommand(
  environment: LocalEnvironment,
  positionals: readonly string[],
  values: Parameters<typeof readUsersCommand>[1] & Parameters<typeof readEvidenceCommand>[1],
): Promise<number | undefined> {
  const secrets = readSecretsCommand(positionals);
  if (secrets !== undefined) {
    const { runSecretsCommand } = await import('./cli/secrets.ts');
    return runSecretsCommand(environment, secrets);
  }
  const [command, ...rest] = positionals;
  const users = command === 'users' ? readUsersCommand(rest, values) : undefined;
  if (users !== undefined) {
    const { runUsersCommand } = await import('./cli/users.ts');
    return runUsersCommand({ home: environment.home, world: users.world }, users);
  }
  const evidence = readEvidenceCommand(positionals, values);
  if (evidence === undefined) return undefined;
  const { runEvidenceCommand } = await import('./cli/evidence.ts');
  return runEvidenceCommand({ home: environment.home, world: evidence.world }, evidence);
}

/** A command about the secrets of an app, or undefined where it is none. */
function readSecretsCommand([apps, secrets, verbGiven, app = '', name = '', ...more]: readonly string[]) {
  const verb = secretVerbs.find((known) => known === verbGiven);
  const isWhole = app !== '' && (verb === 'list') === (name === '') && more.length === 0;
  if (apps !== 'apps' || secrets !== 'secrets' || verb === undefined || !isWhole) return undefined;
  return { verb, app, name } as const;
}

/** A command about keys or the checkpoint log, or undefined where it is none. */
function readEvidenceCommand(
  words: readonly string[],
  given: { readonly against?: string | undefined; readonly world: string },
) {
  const verb = evidenceVerbs.find((known) => known === words.join(' '));
  const { against, world } = given;
  if (verb === undefined || (world !== 'local' && world !== 'aws')) return undefined;
  return { verb, against, world } as const;
}

/** A command about users, or undefined where it is none. */
function readUsersCommand(
  [verbGiven, username = '', ...more]: readonly string[],
  given: { readonly admin: boolean; readonly password?: string | undefined; readonly world: string },
) {
  const verb = userVerbs.find((known) => known === verbGiven);
  const { world } = given;
  const isNamed = (verb === 'list') === (username === '');
  if (verb === undefined || !isNamed || more.length > 0 || (world !== 'local' && world !== 'aws'))
    return undefined;
  return { verb, username, isAdmin: given.admin, password: given.password, world } as const;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  printFault(sayFault(error));
  process.exitCode = 2;
}
