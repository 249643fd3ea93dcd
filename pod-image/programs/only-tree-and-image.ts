import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Modules of a build come from the app's tree or from the image's packages, whatever a path, a link or a manifest of the app says: anything
 * else on the machine ends the build.
 */
export function onlyTreeAndImage(root: string): Plugin {
  const image = dirname(dirname(createRequire(import.meta.url).resolve('vite/package.json')));
  // Where a runner shows an app its packages: beside the tree, which the app cannot write.
  const packages = join(dirname(root), 'node_modules');
  const places = [root, image, packages].map((place) => realPath(place) + sep);
  return {
    name: 'gantry-only-tree-and-image',
    enforce: 'pre',
    load(id) {
      const file = id.replace(/[?#].*$/s, '');
      if (!file.startsWith(sep) || places.some((place) => realPath(file).startsWith(place))) return;
      this.error(`${file} is neither in the app nor in the image`);
    },
  };
}

/** A module that is made in memory has a path of no file. */
function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
