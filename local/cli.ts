import { parseArgs } from 'node:util';
import { isGantryError } from '../core/errors.ts';
import { readEnvironment } from './environment.ts';

const usage = `Usage:
  npm run gantry -- build "Build a calculator with dark mode" [--app SLUG] [--no-deploy] [--no-publish]
  npm run gantry -- users add NAME [--admin] [--password PASSWORD]

build takes an idea to a live URL and a pull request, with progress; it starts Gantry if none runs on PORT.
users add makes a user of the installation in GANTRY_HOME; without --password one is made and shown once.`;

/** Runs one command and answers the exit code: 0 done, 1 it did not work out, 2 it was called wrongly. */
async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    allowNegative: true,
    options: {
      app: { type: 'string' },
      deploy: { type: 'boolean', default: true },
      publish: { type: 'boolean', default: true },
      admin: { type: 'boolean', default: false },
      password: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, ...rest] = positionals;
  const environment = readEnvironment(process.env);
  if (command === 'build' && rest.length > 0) {
    const { build } = await import('./cli/build.ts');
    return build(environment, {
      voiceMemo: rest.join(' '),
      app: values.app,
      deploy: values.deploy,
      publish: values.publish,
    });
  }
  if (command === 'users' && rest[0] === 'add' && rest[1] !== undefined) {
    const { addLocalUser } = await import('./cli/add-user.ts');
    return addLocalUser(environment, { username: rest[1], isAdmin: values.admin, password: values.password });
  }
  console.log(usage);
  return values.help ? 0 : 2;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(isGantryError(error) || error instanceof TypeError ? error.message : error);
  process.exitCode = 2;
}
