import * as z from 'zod';
import type { AddedSource } from '../added-files.ts';

const lists = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;
const ranges = z.record(z.string(), z.string()).optional();
const manifestSchema = z.looseObject({
  dependencies: ranges,
  devDependencies: ranges,
  optionalDependencies: ranges,
  peerDependencies: ranges,
});

/**
 * Sets what an app's package.json asks for to the versions that apps are built with, so that a clone is what was tested. A name that is not
 * among them is left to the gate, and so is a file that is no manifest.
 */
export const packageVersions = (versions: Readonly<Record<string, string>>): AddedSource => ({
  path: 'package.json',
  owner: 'author',
  content: ({ files }) => {
    const written = files.find(({ path }) => path === 'package.json')?.content;
    return written === undefined ? undefined : withVersions(written, versions);
  },
  said: 'Gantry builds every app with the same versions of packages, so those in package.json were set to them.',
});

function withVersions(text: string, versions: Readonly<Record<string, string>>): string {
  const written = parseJson(text);
  const manifest = manifestSchema.safeParse(written).data ?? {};
  const set = lists.flatMap((list) => {
    const asked = Object.entries(manifest[list] ?? {});
    const mended = asked.map(([name, range]) => [name, versionOf(versions, name) ?? range] as const);
    const isSame = mended.every(([, version], index) => version === asked[index]?.[1]);
    return isSame ? [] : [[list, Object.fromEntries(mended)] as const];
  });
  if (set.length === 0) return text;
  return `${JSON.stringify({ ...(written as object), ...Object.fromEntries(set) }, null, 2)}\n`;
}

const versionOf = (versions: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(versions, name) ? versions[name] : undefined;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
