import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { printError } from '../local/terminal.ts';

const root = join(import.meta.dirname, '..');
const usage = `npm run local:up|down|logs -- [--emulator localstack|pro|ministack] [--forget]
up builds what is missing, starts everything, and shows where it is; down keeps the volumes,
unless it is told to forget; logs follows all services.`;

/** What each emulator changes in compose.yaml. */
const overrides: Readonly<Record<string, readonly string[]>> = {
  localstack: [],
  pro: ['compose/pro.yaml'],
  ministack: ['compose/ministack.yaml'],
};

/** `docker compose` where the client has it, else the older program. */
function compose(): readonly [string, ...string[]] {
  const isPlugin = spawnSync('docker', ['compose', 'version'], { stdio: 'ignore' }).status === 0;
  return isPlugin ? ['docker', 'compose'] : ['docker-compose'];
}

function run(program: string, words: readonly string[]): number {
  const { status, error } = spawnSync(program, words, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) printError(`${program} cannot be started: install Docker with Compose.`);
  return status ?? 1;
}

/** Pods are no service of the file, so that Compose leaves them. */
function removePods(): void {
  const found = spawnSync('docker', ['ps', '-aq', '--filter', 'label=gantry.pod'], { encoding: 'utf8' });
  const ids = (found.stdout ?? '').split('\n').filter((id) => id !== '');
  if (ids.length > 0) spawnSync('docker', ['rm', '--force', '--volumes', ...ids], { stdio: 'ignore' });
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      emulator: { type: 'string', default: 'localstack' },
      forget: { type: 'boolean', default: false },
    },
  });
  const [command = ''] = positionals;
  const override = overrides[values.emulator];
  if (override === undefined) return complain();
  const files = ['compose.yaml', ...override].flatMap((file) => ['-f', file]);
  const [program, ...words] = compose();
  const call = (...rest: readonly string[]): number => run(program, [...words, ...files, ...rest]);
  switch (command) {
    case 'up':
      // The older Compose looks for an image that several services share before it builds it.
      return call('build') || call('up', '--detach') || call('logs', '--tail', '3', 'deployer');
    case 'down':
      removePods();
      return call('down', ...(values.forget ? ['--volumes'] : []));
    case 'logs':
      return call('logs', '--follow', '--tail', '100');
    default:
      return complain();
  }
}

function complain(): number {
  printError(usage);
  return 64;
}

process.exitCode = main();
