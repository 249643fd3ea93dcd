import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { loadPolicy } from '../../../core/gate/load-policy.ts';
import manifest from '../../../pod-image/package.json' with { type: 'json' };
import { bakedPackages } from '../../../pod-image/programs/baked-packages.ts';

const rootFile = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const { stacks } = loadPolicy(rootFile('policy.yaml'));
const { packages, tools = [] } = stacks.node;
const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ license: z.string().optional(), dependencies: z.record(z.string(), z.string()).optional() }),
  ),
});
const lock = lockSchema.parse(JSON.parse(rootFile('package-lock.json')));

const permissive = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Unlicense',
  // Ours is the second of them.
  '(MPL-2.0 OR Apache-2.0)',
];

/** Everything that may end in an app with a package: what it needs, and what that needs. */
function broughtBy(name: string): readonly string[] {
  const found = new Set([name]);
  // A set goes on over what is added while it is walked.
  for (const one of found)
    for (const needed of Object.keys(lock.packages[`node_modules/${one}`]?.dependencies ?? {}))
      found.add(needed);
  return [...found];
}

describe('the packages of node apps', () => {
  test('are exactly those that the pod brings, each at one version', () => {
    const versions: Readonly<Record<string, string>> = {
      ...manifest.dependencies,
      ...manifest.devDependencies,
    };
    const isExact = (name: string) => /^\d+\.\d+\.\d+$/.test(versions[name] ?? '');
    expect([...packages, ...tools].filter((name) => !isExact(name))).toEqual([]);
    const types = Object.keys(manifest.dependencies).filter((name) => name.startsWith('@types/'));
    expect(bakedPackages.node.toSorted()).toEqual([...packages, 'vite', ...types].toSorted());
    expect(types.filter((name) => !tools.includes(name))).toEqual([]);
  });

  test('ask nothing of whoever ships them', () => {
    const all = new Set(packages.flatMap(broughtBy));
    expect(all.size).toBeGreaterThan(packages.length);
    const others = [...all]
      .map((name) => ({ name, license: lock.packages[`node_modules/${name}`]?.license }))
      .filter(({ license }) => !permissive.includes(license ?? 'none'));
    expect(others).toEqual([]);
  });

  test('come from no address that the lock file names', () => {
    expect(rootFile('package-lock.json')).not.toMatch(/"resolved": "http|registry\./);
  });
});

test('the packages of Python apps are among those that the image brings, each at one version', () => {
  const lines = rootFile('pod-image/requirements.txt')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  expect(lines.filter((line) => !/^[a-z0-9-]+==\d+(?:\.\d+)+$/.test(line))).toEqual([]);
  const names = lines.map((line) => line.replace(/=.*/, ''));
  expect(stacks.python.packages.filter((name) => !names.includes(name))).toEqual([]);
  expect(stacks.python.packages).toContain('flask');
});
