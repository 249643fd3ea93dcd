import * as z from 'zod';
import type { PodBundle } from '../../core/wire/pod.ts';

/** What apps of a stack may import: the packages that the image carries. */
export const bakedPackages: Readonly<Record<PodBundle['stack'], readonly string[]>> = {
  static: [],
  node: ['preact'],
  python: [],
};

/** Packages that are baked for the build itself; an app may list them, and gets the image's. */
const buildPackages: readonly string[] = ['vite'];

const dependencies = z.record(z.string(), z.string()).optional();
const manifestSchema = z.looseObject({
  dependencies,
  devDependencies: dependencies,
  optionalDependencies: dependencies,
});

/** Every package that the app asks for and the image does not carry: installs are offline, so such an app cannot build. */
export function listUnbakedPackages({ stack, files }: PodBundle): readonly string[] {
  const requirements = files.find(({ path }) => path === 'requirements.txt')?.content ?? '';
  const manifest = files.find(({ path }) => path === 'package.json')?.content;
  return [
    ...(manifest === undefined
      ? []
      : unbakedInManifest(manifest, [...bakedPackages[stack], ...buildPackages])),
    ...requirements
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim())
      .filter(Boolean)
      .map(
        (line) => `requirements.txt asks for ${line}, and the image carries Python's standard library only.`,
      ),
  ];
}

function unbakedInManifest(text: string, baked: readonly string[]): string[] {
  const manifest = manifestSchema.safeParse(parseJson(text));
  if (!manifest.success) return ['package.json is not a package manifest.'];
  const { dependencies: runtime, devDependencies, optionalDependencies } = manifest.data;
  const names = Object.keys({ ...runtime, ...devDependencies, ...optionalDependencies });
  return names
    .filter((name) => !baked.includes(name))
    .map((name) => `package.json asks for ${name}, which the image does not carry.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
