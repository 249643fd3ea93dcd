import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Place } from './deploy/check.ts';
import { describeRemains, eraseRemain, listRemains } from './deploy/remains.ts';

const root = join(import.meta.dirname, '..');
const stacks = ['GantryEdge', 'GantryCore'];

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
  const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (values.help || region === undefined) {
    console.log(values.help ? usage : 'Set AWS_REGION to the region that Gantry lives in.');
    return values.help ? 0 : 1;
  }
  return destroy({ region }, { isErasing: values.erase, asksNothing: values.yes });
}

async function destroy(
  place: Place,
  { isErasing, asksNothing }: { readonly isErasing: boolean; readonly asksNothing: boolean },
): Promise<number> {
  const remains = await listRemains(place, stacks);
  console.log(`${isErasing ? 'These would stay, and are erased' : 'These stay, at a price'}:`);
  console.log(describeRemains(remains));
  if (!asksNothing && !(await agreed(isErasing))) {
    console.log('Nothing was touched.');
    return 1;
  }
  const words = ['cdk', 'destroy', ...stacks, '--force', '-c', 'podImage=none/none:none'];
  const { status } = spawnSync('npx', words, { cwd: root, stdio: 'inherit' });
  if (status !== 0) return 1;
  if (isErasing)
    for (const remain of remains) console.log(`${remain.id}: ${await eraseRemain(place, remain)}`);
  return 0;
}

/** Erasing wants the word itself: a yes is typed too easily. */
async function agreed(isErasing: boolean): Promise<boolean> {
  const word = isErasing ? 'erase' : 'yes';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Type ${word} to go on: `);
  terminal.close();
  return answer.trim() === word;
}

process.exitCode = await main();
