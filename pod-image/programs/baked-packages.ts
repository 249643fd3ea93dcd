import type { Stack } from '../../core/wire/draft.ts';
import manifest from '../package.json' with { type: 'json' };

/** What the pod is made of itself, and apps do not see. */
const own: ReadonlySet<string> = new Set([
  '@electric-sql/pglite',
  '@happy-dom/global-registrator',
  '@resvg/resvg-wasm',
  '@tailwindcss/oxide',
  'happy-dom',
  'mrmime',
  'playwright-core',
  'sucrase',
  'tar-stream',
  'typescript',
]);

/** What an app of a stack finds beside its tree: the packages that it may import, and the types that go with them. */
export const bakedPackages: Readonly<Record<Stack, readonly string[]>> = {
  static: [],
  node: Object.keys(manifest.dependencies).filter((name) => !own.has(name)),
  python: [],
};
