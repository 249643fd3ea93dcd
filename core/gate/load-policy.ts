import * as yaml from 'yaml';
import * as z from 'zod';
import { InputRejected } from '../errors.ts';
import type { Policy } from '../wire/policy.ts';
import { policySchema } from '../wire/policy.ts';
import { compileRules } from './compile-rules.ts';

/**
 * Reads policy.yaml. Throws InputRejected (`policy_invalid`) that lists every problem with the place it is in, such as
 * `forbidden[3] (eval-call): the pattern does not compile`; a policy that loads has only rules that run.
 */
export function loadPolicy(text: string): Policy {
  const policy = readPolicy(text);
  const { problems } = compileRules(policy);
  if (problems.length > 0) throw policyInvalid(problems.map(({ where, problem }) => `${where}: ${problem}`));
  return policy;
}

/** Reads policy.yaml without compiling its rules, which takes far longer: for whoever runs none. Throws as `loadPolicy` does. */
export function readPolicy(text: string): Policy {
  return checkShape(parseYaml(text));
}

function parseYaml(text: string): unknown {
  const document = yaml.parseDocument(text, { uniqueKeys: true, merge: false });
  const [error] = document.errors;
  // Its first line says what and where; the rest repeats the source.
  if (error !== undefined) throw policyInvalid([`${error.message.split('\n')[0]}`]);
  try {
    // Aliases are useful for lists of globs; a bomb of them is not.
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw policyInvalid([(cause as Error).message]);
  }
}

function checkShape(value: unknown): Policy {
  const parsed = policySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw policyInvalid(parsed.error.issues.map((issue) => `${placeOf(value, issue.path)}: ${issue.message}`));
}

/** `forbidden[3] (eval-call).severity`: the index finds it in the file, the id in a list of rules. */
function placeOf(value: unknown, path: readonly PropertyKey[]): string {
  let here: unknown = value;
  let place = '';
  for (const key of path) {
    here = Object(here)[key];
    place += typeof key === 'number' ? `[${key}]${idOf(here)}` : `${place === '' ? '' : '.'}${String(key)}`;
  }
  return place === '' ? 'the policy' : place;
}

function idOf(rule: unknown): string {
  const named = z.looseObject({ id: z.string() }).safeParse(rule);
  return named.success ? ` (${named.data.id})` : '';
}

function policyInvalid(problems: readonly string[]): InputRejected {
  return new InputRejected('policy_invalid', `Mend policy.yaml: ${problems.join('; ')}`, {
    details: { problems },
  });
}
