import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the pod's tools are on the machine that the supervisor runs on. */
export interface Toolchain {
  readonly node: string;
  readonly podImage: string;
  /** The folder that holds happy-dom, vite and the packages that apps may import. */
  readonly nodeModules: string;
}

/** Finds the tools beside this file: in the image its own, on a laptop those of the workspace. */
export function findToolchain(): Toolchain {
  const podImage = dirname(dirname(fileURLToPath(import.meta.url)));
  const manifest = createRequire(join(podImage, 'package.json')).resolve('happy-dom/package.json');
  return { node: process.execPath, podImage, nodeModules: dirname(dirname(manifest)) };
}

const toolFolders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The full path of a system tool, from fixed folders only: PATH is not asked. */
export function findTool(name: string): string | undefined {
  return toolFolders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
