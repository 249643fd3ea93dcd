import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { print, printFault } from '../local/terminal.ts';
import { type Place, regionOf } from './deploy/place.ts';
import { describeRemains, eraseRemain, isDeployed, listRemains } from './deploy/remains.ts';

const root = join(import.meta.dirname, '..');
/** WAF stands in us-east-1, wherever the rest is. */
const firewall = { name: 'GantryFirewall', region: 'us-east-1' };

const usage = `npm run destroy -- [--erase] [--yes]
Removes the stacks. Events, users, evidence and the signing key stay and are listed with their price; --erase removes them too,
but for evidence that is still locked.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
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
  return destroy({ region }, { isErasing: values.erase, asksNothing: values.yes });
}

async function destroy(
  place: Place,
  { isErasing, asksNothing }: { readonly isErasing: boolean; readonly asksNothing: boolean },
): Promise<number> {
  const { stacks, isGuarded } = await findStacks(place);
  if (stacks.length === 0) {
    print(`Nothing of Gantry is deployed in ${place.region}.`);
    return 0;
  }
  const remains = await listRemains(place, stacks);
  print(`${isErasing ? 'These would stay, and are erased' : 'These stay, at a price'}:`);
  print(describeRemains(remains));
  if (!asksNothing && !(await agreed(isErasing))) {
    print('Nothing was touched.');
    return 1;
  }
  const names = [...stacks, ...(isGuarded ? [firewall.name] : [])];
  // Without the setting the app has no stack of that name.
  const context = ['-c', 'podImage=none/none:none', ...(isGuarded ? ['-c', 'waf=on'] : [])];
  const words = ['cdk', 'destroy', ...names, '--force', ...context];
  const { status } = spawnSync('npx', words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) return 1;
  if (isErasing) for (const remain of remains) print(`${remain.id}: ${await eraseRemain(place, remain)}`);
  return 0;
}

/** What is there: also half an installation, whose deployment went wrong, can be taken down. */
async function findStacks(
  place: Place,
): Promise<{ readonly stacks: readonly string[]; readonly isGuarded: boolean }> {
  const names = ['GantryEdge', 'GantryCore'];
  const [isGuarded, ...there] = await Promise.all([
    isDeployed({ ...place, region: firewall.region }, firewall.name),
    ...names.map((name) => isDeployed(place, name)),
  ]);
  return { stacks: names.filter((_name, index) => there[index]), isGuarded };
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
