import { text } from 'node:stream/consumers';
import { InputRejected } from '../../core/errors.ts';
import { secretListSchema } from '../../core/wire/secret.ts';
import type { LocalEnvironment } from '../environment.ts';
import { line, print } from '../terminal.ts';
import { askGantry, findOrStart, openAdminSession } from './reach-gantry.ts';

/** A command about the secrets of an app; `name` is empty for `list`. */
export interface SecretsCommand {
  readonly verb: 'list' | 'set' | 'remove';
  readonly app: string;
  readonly name: string;
}

/** Runs one of them as admin. A value comes from standard input alone, so that no list of processes and no history of a shell has it. */
export async function runSecretsCommand(
  environment: LocalEnvironment,
  command: SecretsCommand,
): Promise<number> {
  const value = command.verb === 'set' ? await readValue() : '';
  const gantry = await findOrStart(environment);
  try {
    const token = await openAdminSession(environment);
    const path = `/gantry/apps/${encodeURIComponent(command.app)}/secrets`;
    const asked = { origin: gantry.origin, token };
    if (command.verb === 'list') showList(await askGantry(asked, path, { method: 'GET' }));
    else await change(asked, `${path}/${encodeURIComponent(command.name)}`, { ...command, value });
    return 0;
  } finally {
    await gantry.close();
  }
}

async function change(
  asked: Parameters<typeof askGantry>[0],
  path: string,
  { verb, name, value }: SecretsCommand & { readonly value: string },
): Promise<void> {
  const isSet = verb === 'set';
  await askGantry(asked, path, isSet ? { method: 'PUT', body: { value } } : { method: 'DELETE' });
  print(isSet ? line`${name} is set.` : line`${name} is taken away.`);
}

function showList(said: unknown): void {
  for (const { name, set_at, why } of secretListSchema.parse(said).secrets)
    print(line`${name}\t${set_at === null ? 'not set' : `set ${set_at}`}\t${why ?? ''}`);
}

/** All of standard input without the line's end that `echo` adds. */
async function readValue(): Promise<string> {
  if (process.stdin.isTTY)
    throw new InputRejected(
      'value_missing',
      'Give the value on standard input, such as: gantry apps secrets set APP NAME < file',
    );
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}
