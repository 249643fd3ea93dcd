import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { IConfiguration, ICruiseResult } from 'dependency-cruiser';
import { cruise } from 'dependency-cruiser';
import { print, printError } from '../local/terminal.ts';

const root = join(import.meta.dirname, '..');
const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs') as IConfiguration;
const rooms = [
  'core',
  'adapters',
  'demo-model',
  'functions',
  'infra',
  'local',
  'pod-image',
  'skills',
  'compose',
];
/** Far fewer modules than this means that the parser saw nothing, which would pass every rule. */
const leastModules = 200;

/** Cruises the rooms under one world's conditions and answers the number of violations. */
async function check(world: string, conditions: readonly string[]): Promise<number> {
  const options = {
    ...rules.options,
    ruleSet: { forbidden: rules.forbidden ?? [] },
    validate: true,
    baseDir: root,
    parser: 'swc',
  } as const;
  const resolve = {
    ...rules.options?.enhancedResolveOptions,
    conditionNames: [...conditions, 'import', 'require', 'node', 'default', 'types'],
  };
  const { output } = await cruise(rooms, options as Parameters<typeof cruise>[1], resolve);
  const { summary, modules } = output as ICruiseResult;
  for (const violation of summary.violations) {
    printError(`${world}: ${violation.rule.name}: ${violation.from} -> ${violation.to}`);
  }
  const ours = modules.filter((module) => !module.source.includes('node_modules'));
  print(`${world}: ${ours.length} modules, ${summary.violations.length} violations`);
  if (ours.length < leastModules)
    throw new Error(`Only ${ours.length} modules were seen; the import rules checked nothing.`);
  if (
    !modules.some((module) => module.source === `adapters/worlds/${world}.ts` && module.dependents.length > 0)
  ) {
    throw new Error(`#world did not resolve to adapters/worlds/${world}.ts.`);
  }
  return summary.violations.length;
}

const violations = (await check('aws', [])) + (await check('local', ['gantry-local']));
process.exitCode = violations === 0 ? 0 : 1;
