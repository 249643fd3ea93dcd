import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { print } from '../local/terminal.ts';

const root = join(import.meta.dirname, '..');
const operations = z.record(z.string(), z.array(z.string()));
const coverageSchema = z.object({
  free: operations,
  paid: operations,
  absent: operations,
  'stand-ins': z.record(z.string(), z.string()),
});

/** A call of AWS that a function makes, and what LocalStack's free image says to it. */
export interface CheckedCall {
  readonly service: string;
  readonly operation: string;
  readonly file: string;
  readonly answer: 'free' | 'stand-in' | 'lacking' | 'unknown';
}

/** The calls in the sources of the AWS adapters: each command that is imported from a client. */
function callsOf(folder: string): Omit<CheckedCall, 'answer'>[] {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const imports = readFileSync(path, 'utf8').matchAll(
        /import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g,
      );
      return [...imports].flatMap(([, names = '', service = '']) =>
        [...names.matchAll(/\b(?:paginate(\w+)|(\w+)Command)\b/g)].map(([, paged, sent]) => ({
          service,
          operation: paged ?? sent ?? '',
          file: path.slice(root.length + 1),
        })),
      );
    });
}

/** Every call of the AWS adapters against the published coverage that compose/localstack-coverage.json holds. */
export function checkLocalStack(): CheckedCall[] {
  const text = readFileSync(join(root, 'compose', 'localstack-coverage.json'), 'utf8');
  const { free, paid, absent, 'stand-ins': standIns } = coverageSchema.parse(JSON.parse(text));
  const names = (
    list: z.infer<typeof operations>,
    { service, operation }: { service: string; operation: string },
  ) => list[service]?.includes(operation) === true;
  return callsOf('adapters/aws').map((call) => {
    if (names(free, call)) return { ...call, answer: 'free' };
    if (!names(paid, call) && !names(absent, call)) return { ...call, answer: 'unknown' };
    return { ...call, answer: standIns[call.service] === undefined ? 'lacking' : 'stand-in' };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const calls = checkLocalStack();
  for (const { service, operation, file, answer } of calls)
    print(`${answer.padEnd(9)} ${service} ${operation} (${file})`);
  process.exitCode = calls.every(({ answer }) => answer === 'free' || answer === 'stand-in') ? 0 : 1;
}
