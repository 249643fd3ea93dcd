import { isAgreed } from '../../core/gate/agreed-needs.ts';
import { hasRuledNames, ruleOfInnerName, ruleOfPythonUse } from '../../core/gate/read/python-modules.ts';
import type { PodBundle, PodReport } from '../../core/wire/pod.ts';
import { needsNothing } from '../../core/wire/spec.ts';
import type { PythonFact, StepResult } from '../programs/step-result.ts';

type Findings = NonNullable<PodReport['findings']>;

const maxFindings = 100;
/** Modules of native code alone: whatever is picked out of them is a function of numbers. */
const harmless: ReadonlySet<string> = new Set(['math', 'cmath']);
/** What leads from any object to a module of the machine: `x.os.system`. */
const machineModules = /^_?(?:os|sys|io|subprocess|socket|builtins|importlib)\./;

/**
 * Holds the gate's own rules for Python against what the interpreter's parser sees, and a tokenizer does not: names of names, across files.
 * Files that Gantry added are not the author's to change, and nothing is found there.
 */
export function judgePython(
  { spec, added = [] }: Pick<PodBundle, 'spec' | 'added'>,
  read: NonNullable<StepResult['python']>,
): Findings {
  const needs = spec?.needs ?? needsNothing;
  const written = read.filter(({ path }) => !added.includes(path));
  const found = written.flatMap(({ path, facts }) =>
    facts.flatMap((fact): Findings => {
      const [line, , , variable] = fact;
      const rule = ruleOf(fact);
      if (rule === undefined) return [];
      const broken = { rule, line, ...(variable !== null && { variable }) };
      return isAgreed(needs, path, broken) ? [] : [{ rule, path, line }];
    }),
  );
  const places = new Map(found.map((finding) => [JSON.stringify(finding), finding]));
  return [...places.values()].slice(0, maxFindings);
}

function ruleOf([, kind, name]: PythonFact): string | undefined {
  switch (kind) {
    case 'use':
      return ruleOfPythonUse(name);
    case 'whole':
      return hasRuledNames(name) ? 'import-computed' : undefined;
    case 'computed':
      return harmless.has(name) ? undefined : 'import-computed';
    case 'picked':
      return machineModules.test(name) ? ruleOfPythonUse(name.replace(/^_/, '')) : undefined;
    case 'inner':
      return ruleOfInnerName(name);
    default:
      return kind satisfies never;
  }
}
