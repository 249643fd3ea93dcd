import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import cdkJson from '../cdk.json' with { type: 'json' };
import { lockFile, readLock } from '../infra/base-images.ts';
import { readSettings, type Settings } from '../infra/settings.ts';
import { stackNames } from '../infra/stack-names.ts';
import { print, printError, printFault } from '../local/terminal.ts';
import { type Adoptions, readAdoptions } from './deploy/adopt.ts';
import { checkPrerequisites, describeFindings, podsIn } from './deploy/check.ts';
import { isBuilt } from './deploy/check-image.ts';
import { keyOf, keyVariables } from './deploy/check-models.ts';
import { fillSecret, makeAdmin } from './deploy/finish.ts';
import { type Place, regionOf } from './deploy/place.ts';
import { probe } from './deploy/probe.ts';
import { quotaIfTold } from './deploy/read-quota.ts';
import { podSelfTest } from './deploy/self-test.ts';
import { keepLock, resolveImages } from './images/pin-images.ts';

/** A first app takes some minutes where everything is cold. */
const probeMs = 25 * 60_000;
/** Fetching the image the first time is most of it. */
const selfTestMs = 10 * 60_000;
const root = join(import.meta.dirname, '..');

const outputsSchema = z.object({
  core: z.object({
    AccessTable: z.string(),
    GitHubSecretArn: z.string(),
    VercelSecretArn: z.string(),
    /** Where the models want a key. */
    ModelSecretArn: z.string().optional(),
    Cluster: z.string(),
    ObjectsBucket: z.string(),
    PodTask: z.string(),
    PodContainer: z.string(),
    PodSubnets: z.string(),
    PodSecurityGroup: z.string(),
    PodPublicIp: z.string(),
  }),
  edge: z.object({ Url: z.url(), CloudFrontName: z.string().optional() }),
});
type Outputs = z.infer<typeof outputsSchema>;

const usage = `npm run deploy -- [-c name=value ...] [--dry-run] [--yes] [--no-probe] [--adopt FILE]
--dry-run looks whether everything is there, says what it would do, and touches nothing. --yes asks nothing, not even about rights.
It ends with a pod that tests itself, and with a small app, built and shipped nowhere, at a first deployment and wherever GANTRY_API_KEY holds a
key of Gantry's; --no-probe leaves both out, and with them some cents of tokens. --adopt goes on with the tables, buckets and key that npm run destroy left, from the file that it wrote. docs/aws.md lists the names of -c.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      'dry-run': { type: 'boolean', default: false },
      // What it was called first.
      check: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      'no-probe': { type: 'boolean', default: false },
      adopt: { type: 'string' },
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
  const place = { region };
  const words = deployWords(settings, place, await withQuotas(place, settings, values.context), values.yes);
  if (values.check || values['dry-run']) {
    print(`\nIt would run: npx ${words.join(' ')}\nNothing was touched.`);
    return 0;
  }
  if (values.adopt !== undefined) adopt(readAdoptions(values.adopt), values.context);
  if (isBuilt(settings.podImage) && readLock() === undefined) await pinBaseImages();
  const outputs = deploy(settings, words);
  const password = await finish(place, settings, outputs);
  if (values['no-probe']) return 0;
  return (await tryPods(place, outputs)) ? tryOut(outputs.edge.Url, password) : 1;
}

/** What is built from today is what is built from tomorrow; where no registry answers, the checks have said so. */
async function pinBaseImages(): Promise<void> {
  const lock = await resolveImages().catch(() => undefined);
  if (lock === undefined) return;
  keepLock(lock);
  print(
    `The base images of pods are pinned in ${lockFile()}. Commit it; npm run images says when there are newer ones.`,
  );
}

/** What keeps builds apart is tried where they will run, before one runs there. */
async function tryPods(place: Place, { core: pods }: Outputs): Promise<boolean> {
  print('\nTrying a pod, as a task of its own on Fargate:');
  const tell = (line: string): void => print(`  ${line}`);
  const signal = AbortSignal.timeout(selfTestMs);
  if (await podSelfTest({ place, pods, id: randomUUID(), tell, signal })) return true;
  printError('It is deployed, and its pods do not do what builds need: the lines above say what to do.');
  return false;
}

/** What only an account can show is looked at right away; 0 where nobody is there to look as, or all was well. */
async function tryOut(url: string, password: string | undefined): Promise<number> {
  const apiKey = process.env.GANTRY_API_KEY;
  const caller = apiKey ? { apiKey } : password === undefined ? undefined : { password };
  if (caller === undefined) {
    print('\nNot tried out: set GANTRY_API_KEY to a key of Gantry that may build, and deploy again.');
    return 0;
  }
  print('\nTrying it out:');
  const signal = AbortSignal.timeout(probeMs);
  if (await probe({ url, caller, tell: (line) => print(`  ${line}`), signal })) return 0;
  printError('It is deployed, and its first app did not come out: the lines above say why.');
  return 1;
}

function settingsOf(given: readonly string[]): Settings {
  const context: Readonly<Record<string, unknown>> = {
    ...cdkJson.context,
    ...Object.fromEntries(given.map((pair) => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)])),
  };
  return readSettings((name) => context[name]);
}

/** The stacks are told what the account's quotas allow, unless somebody knows better: Lambda's, and no more missions at once than Fargate has room for. */
async function withQuotas(
  place: Place,
  { slots, podCpu }: Settings,
  given: readonly string[],
): Promise<readonly string[]> {
  const isGiven = (name: string) => given.some((pair) => pair.startsWith(`${name}=`));
  const [functions, vcpus] = await Promise.all([
    quotaIfTold(place, 'lambdaConcurrency'),
    quotaIfTold(place, 'fargateVcpus'),
  ]);
  const pods = vcpus === undefined ? slots : Math.max(1, podsIn(vcpus, podCpu));
  return [
    ...given,
    ...(isGiven('lambdaConcurrency') ? [] : [`lambdaConcurrency=${functions ?? 0}`]),
    ...(isGiven('slots') || pods >= slots ? [] : [`slots=${pods}`]),
  ];
}

function deployWords(
  { name, waf }: Settings,
  { region }: Place,
  context: readonly string[],
  asksNothing: boolean,
): readonly string[] {
  const { core, edge, firewall } = stackNames(name, region);
  const approval = ['--require-approval', asksNothing ? 'never' : 'broadening'];
  const stacks = [core, ...(waf ? [firewall] : []), edge];
  return ['cdk', 'deploy', ...stacks, ...context.flatMap((pair) => ['-c', pair]), ...approval];
}

/** Takes what is there into the stacks by the CDK, which makes each stack of nothing else at first. */
function adopt(adoptions: Adoptions, context: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-adopt-'));
  const choices = context.flatMap((pair) => ['-c', pair]);
  try {
    for (const [stack, resources] of Object.entries(adoptions)) {
      const mapping = join(folder, `${stack}.json`);
      writeFileSync(mapping, JSON.stringify(resources));
      run('npx', ['cdk', 'import', stack, ...choices, '--resource-mapping', mapping, '--force']);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function deploy({ name }: Settings, words: readonly string[]): Outputs {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-deploy-'));
  const outputsFile = join(folder, 'outputs.json');
  try {
    run('npx', [...words, '--outputs-file', outputsFile]);
    const told = JSON.parse(readFileSync(outputsFile, 'utf8')) as Readonly<Record<string, unknown>>;
    const { core, edge } = stackNames(name, undefined);
    return outputsSchema.parse({ core: told[core], edge: told[edge] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What CloudFormation cannot do: tokens and keys, and a password that nothing keeps, which is answered where it is new. */
async function finish(
  place: Place,
  settings: Settings,
  { core, edge }: Outputs,
): Promise<string | undefined> {
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
  if (settings.domain !== undefined)
    print(`Let ${settings.domain} be an alias (CNAME) of ${edge.CloudFrontName}, where your DNS is.`);
  if (password === undefined) {
    print(
      `admin has a password already. A new one: GANTRY_ACCESS_TABLE=${core.AccessTable} npm run gantry -- users passwd admin --world aws`,
    );
    return undefined;
  }
  print(`Sign in as admin with ${password} . It is shown this once and kept nowhere.`);
  print(`From a terminal: curl -d '{"password":"${password}"}' ${edge.Url}/gantry/auth`);
  return password;
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
