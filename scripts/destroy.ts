import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { stackNames } from '../infra/stack-names.ts';
import { print, printFault } from '../local/terminal.ts';
import { adoptionsOf } from './deploy/adopt.ts';
import { type Place, regionOf } from './deploy/place.ts';
import { describeRemains, eraseRemain, isDeployed, listRemains, type Remain } from './deploy/remains.ts';
import { stopWork } from './deploy/stop-work.ts';

const root = join(import.meta.dirname, '..');
/** WAF stands in us-east-1, wherever the rest is. */
const firewallRegion = 'us-east-1';

const usage = `npm run destroy -- [-c name=value ...] [--erase] [--yes]
Stops what runs and removes the stacks, with the settings that they were deployed with; -c name=Gantry says whose. Events, users, evidence and the signing key stay and are listed with their price; --erase removes them too,
but for evidence that is still locked.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      context: { type: 'string', short: 'c', multiple: true, default: [] },
      erase: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const region = regionOf(process.env);
  if (values.help || region === undefined) {
    print(values.help ? usage : 'Set AWS_REGION to the region that Gantry lives in.');
    return values.help ? 0 : 1;
  }
  const choices = { isErasing: values.erase, asksNothing: values.yes };
  return destroy({ region }, values.context, choices);
}

const nameIn = (context: readonly string[]): string =>
  context.findLast((pair) => pair.startsWith('name='))?.slice('name='.length) ?? 'Gantry';

async function destroy(
  place: Place,
  given: readonly string[],
  { isErasing, asksNothing }: { readonly isErasing: boolean; readonly asksNothing: boolean },
): Promise<number> {
  const name = nameIn(given);
  const found = await findStacks(place, name);
  const { stacks } = found;
  if (stacks.length === 0) {
    print(`Nothing of ${name} is deployed in ${place.region}.`);
    return 0;
  }
  const remains = await listRemains(place, stacks);
  print(`${isErasing ? 'These would stay, and are erased' : 'These stay, at a price'}:`);
  print(describeRemains(remains));
  if (!asksNothing && !(await agreed(isErasing))) {
    print('Nothing was touched.');
    return 1;
  }
  if (!(await takeDown(place, given, found))) return 1;
  if (!isErasing) leaveNote(place, name, remains);
  if (isErasing) for (const remain of remains) print(`${remain.id}: ${await eraseRemain(place, remain)}`);
  return 0;
}

/** Written where it is run: what stays, as the next deployment takes it up. */
function leaveNote({ region }: Place, name: string, remains: readonly Remain[]): void {
  if (remains.length === 0) return;
  const file = `${name}-${region}.remains.json`;
  writeFileSync(file, `${JSON.stringify(adoptionsOf(remains), null, 2)}\n`);
  print(`To go on with them one day: npm run deploy -- --adopt ${file}`);
}

/** What runs is stopped first; false where the CDK could not remove what was left. */
async function takeDown(
  place: Place,
  given: readonly string[],
  { stacks, firewall }: Found,
): Promise<boolean> {
  const stopped = await stopWork(place, stacks);
  if (stopped > 0) print(`Stopped ${stopped} missions and pods that were running.`);
  const guard = firewall === undefined ? [] : [firewall];
  // Without the setting the app has no stack of that name.
  const context = ['podImage=none/none:none', ...guard.map(() => 'waf=on'), ...given];
  const choices = context.flatMap((pair) => ['-c', pair]);
  const words = ['cdk', 'destroy', ...stacks, ...guard, '--force', ...choices];
  return spawnSync('npx', words, { cwd: root, stdio: 'inherit' }).status === 0;
}

interface Found {
  readonly stacks: readonly string[];
  /** WAF's stack, where there is one. */
  readonly firewall: string | undefined;
}

/** What is there: also half an installation, whose deployment went wrong, can be taken down. */
async function findStacks(place: Place, name: string): Promise<Found> {
  const { core, edge, firewall } = stackNames(name, place.region);
  const names = [edge, core];
  const [isGuarded, ...there] = await Promise.all([
    isDeployed({ ...place, region: firewallRegion }, firewall),
    ...names.map((each) => isDeployed(place, each)),
  ]);
  return {
    stacks: names.filter((_name, index) => there[index]),
    firewall: isGuarded ? firewall : undefined,
  };
}

/** Erasing wants the word itself: a yes is typed too easily. */
async function agreed(isErasing: boolean): Promise<boolean> {
  const word = isErasing ? 'erase' : 'yes';
  // biome-ignore lint/plugin: the question is ours, whole.
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // Where nobody can answer there is no answer.
  const silence = once(terminal, 'close').then(() => '');
  const answer = await Promise.race([terminal.question(`Type ${word} to go on: `), silence]);
  terminal.close();
  return answer.trim() === word;
}

process.exitCode = await main().catch((error: unknown) => {
  // Whoever deploys wants the words, and no stack of ours.
  printFault(error instanceof Error ? error.message : error);
  return 1;
});
