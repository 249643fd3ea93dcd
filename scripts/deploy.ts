import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import cdkJson from '../cdk.json' with { type: 'json' };
import { readSettings, type Settings } from '../infra/settings.ts';
import { checkPrerequisites, describeFindings, type Place } from './deploy/check.ts';
import { fillSecret, makeAdmin, uploadConsole } from './deploy/finish.ts';

const root = join(import.meta.dirname, '..');
const outputsFile = join(root, 'cdk.out', 'outputs.json');

const outputsSchema = z.object({
  GantryCore: z.object({ AccessTable: z.string(), GitHubSecretArn: z.string(), VercelSecretArn: z.string() }),
  GantryEdge: z.object({ Url: z.url(), ConsoleBucket: z.string() }),
});

const usage = `npm run deploy -- [-c name=value ...] [--check] [--yes]
--check only looks whether everything is there. --yes asks nothing, not even about rights. docs/aws.md lists the names of -c.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      check: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const settings = settingsOf(values.context);
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined) {
    console.error('Set AWS_REGION to the region that Gantry shall live in.');
    return 1;
  }
  const findings = await checkPrerequisites(settings, { region });
  console.log(describeFindings(findings));
  if (findings.some(({ state }) => state === 'missing')) {
    console.error('Nothing was touched. Put right what is missing and run this again.');
    return 1;
  }
  if (values.check) return 0;
  run('npm', ['run', '-s', 'generate']);
  run(process.execPath, [join(root, 'scripts', 'build-web.ts')]);
  deploy(settings, values.context, values.yes);
  await finish({ region });
  return 0;
}

function settingsOf(given: readonly string[]): Settings {
  const context: Readonly<Record<string, unknown>> = {
    ...cdkJson.context,
    ...Object.fromEntries(given.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)])),
  };
  return readSettings((name) => context[name]);
}

function deploy({ waf }: Settings, context: readonly string[], asksNothing: boolean): void {
  const stacks = ['GantryCore', ...(waf ? ['GantryFirewall'] : []), 'GantryEdge'];
  const approval = ['--require-approval', asksNothing ? 'never' : 'broadening'];
  const choices = context.flatMap((pair) => ['-c', pair]);
  run('npx', ['cdk', 'deploy', ...stacks, ...choices, ...approval, '--outputs-file', outputsFile]);
}

/** What CloudFormation cannot do: tokens, the console's files, and a password that nothing keeps. */
async function finish(place: Place): Promise<void> {
  const { GantryCore: core, GantryEdge: edge } = outputsSchema.parse(
    JSON.parse(readFileSync(outputsFile, 'utf8')),
  );
  const tokens = [
    ['GitHub', core.GitHubSecretArn, process.env.GITHUB_TOKEN],
    ['Vercel', core.VercelSecretArn, process.env.VERCEL_TOKEN],
  ] as const;
  for (const [name, secretArn, token] of tokens) {
    if (!(await fillSecret(place, secretArn, 'token', token)))
      console.log(`The token of ${name} is still missing; docs/aws.md says how to put it into ${secretArn}.`);
  }
  const files = await uploadConsole(place, edge.ConsoleBucket, join(root, 'web', 'dist'));
  const password = await makeAdmin(place, core.AccessTable);
  console.log(`\nGantry is at ${edge.Url} (${files} files of the console uploaded).`);
  if (password === undefined) {
    console.log(
      `admin has a password already. A new one: GANTRY_ACCESS_TABLE=${core.AccessTable} npm run gantry -- users passwd admin --world aws`,
    );
    return;
  }
  console.log(`Sign in as admin with ${password} . It is shown this once and kept nowhere.`);
  console.log(`From a terminal: curl -d '{"password":"${password}"}' ${edge.Url}/gantry/auth`);
}

function run(program: string, words: readonly string[]): void {
  const { status, error } = spawnSync(program, words, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${words.slice(0, 2).join(' ')} ended with ${status}.`);
}

process.exitCode = await main();
