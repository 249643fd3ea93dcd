import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import cdkJson from '../cdk.json' with { type: 'json' };
import { readSettings, type Settings } from '../infra/settings.ts';
import { print, printError, printFault } from '../local/terminal.ts';
import { checkPrerequisites, describeFindings, readLambdaConcurrency } from './deploy/check.ts';
import { keyOf, keyVariables } from './deploy/check-models.ts';
import { fillSecret, makeAdmin } from './deploy/finish.ts';
import { type Place, regionOf } from './deploy/place.ts';

const root = join(import.meta.dirname, '..');

const outputsSchema = z.object({
  GantryCore: z.object({
    AccessTable: z.string(),
    GitHubSecretArn: z.string(),
    VercelSecretArn: z.string(),
    /** Where the models want a key. */
    ModelSecretArn: z.string().optional(),
  }),
  GantryEdge: z.object({ Url: z.url() }),
});
type Outputs = z.infer<typeof outputsSchema>;

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
    print(usage);
    return 0;
  }
  const settings = settingsOf(values.context);
  const region = regionOf(process.env);
  if (region === undefined) {
    printError('Set AWS_REGION to the region that Gantry shall live in.');
    return 1;
  }
  const findings = await checkPrerequisites(settings, { region });
  print(describeFindings(findings));
  if (findings.some(({ state }) => state === 'missing')) {
    printError('Nothing was touched. Put right what is missing and run this again.');
    return 1;
  }
  if (values.check) return 0;
  const context = await withQuota({ region }, values.context);
  await finish({ region }, settings, deploy(settings, context, values.yes));
  return 0;
}

function settingsOf(given: readonly string[]): Settings {
  const context: Readonly<Record<string, unknown>> = {
    ...cdkJson.context,
    ...Object.fromEntries(given.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)])),
  };
  return readSettings((name) => context[name]);
}

/** The stacks are told Lambda's quota, unless somebody knows better. */
async function withQuota(place: Place, given: readonly string[]): Promise<readonly string[]> {
  if (given.some((pair) => pair.startsWith('lambdaConcurrency='))) return given;
  return [...given, `lambdaConcurrency=${await readLambdaConcurrency(place)}`];
}

function deploy({ waf }: Settings, context: readonly string[], asksNothing: boolean): Outputs {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-deploy-'));
  const outputsFile = join(folder, 'outputs.json');
  try {
    const stacks = ['GantryCore', ...(waf ? ['GantryFirewall'] : []), 'GantryEdge'];
    const approval = ['--require-approval', asksNothing ? 'never' : 'broadening'];
    const choices = context.flatMap((pair) => ['-c', pair]);
    run('npx', ['cdk', 'deploy', ...stacks, ...choices, ...approval, '--outputs-file', outputsFile]);
    return outputsSchema.parse(JSON.parse(readFileSync(outputsFile, 'utf8')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What CloudFormation cannot do: tokens and keys, and a password that nothing keeps. */
async function finish(
  place: Place,
  settings: Settings,
  { GantryCore: core, GantryEdge: edge }: Outputs,
): Promise<void> {
  const secrets = [
    ['token', 'GitHub', core.GitHubSecretArn, process.env.GITHUB_TOKEN],
    ['token', 'Vercel', core.VercelSecretArn, process.env.VERCEL_TOKEN],
    ['api_key', keyVariables[settings.model] ?? '', core.ModelSecretArn, keyOf(settings)],
  ] as const;
  for (const [field, name, secretArn, value] of secrets) {
    if (secretArn === undefined || (await fillSecret(place, secretArn, field, value))) continue;
    const what = field === 'token' ? `The token of ${name}` : `The key of the model (${name})`;
    print(`${what} is still missing; docs/aws.md says how to put it into ${secretArn}.`);
  }
  const password = await makeAdmin(place, core.AccessTable);
  print(`\nGantry is at ${edge.Url}`);
  if (password === undefined) {
    print(
      `admin has a password already. A new one: GANTRY_ACCESS_TABLE=${core.AccessTable} npm run gantry -- users passwd admin --world aws`,
    );
    return;
  }
  print(`Sign in as admin with ${password} . It is shown this once and kept nowhere.`);
  print(`From a terminal: curl -d '{"password":"${password}"}' ${edge.Url}/gantry/auth`);
}

function run(program: string, words: readonly string[]): void {
  const { status, error } = spawnSync(program, words, { cwd: root, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${words.slice(0, 2).join(' ')} ended with ${status}.`);
}

process.exitCode = await main().catch((error: unknown) => {
  // Whoever deploys wants the words, and no stack of ours.
  printFault(error instanceof Error ? error.message : error);
  return 1;
});
