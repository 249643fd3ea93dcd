import { mkdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StepFolders } from '../runners/step-runner.ts';
import { findPathClash, whyUnsafePath } from './safe-path.ts';

/** The supervisor's folder for one build; it is its own, and steps may read what their runner shows them. */
export interface WorkFolder {
  readonly root: string;
  readonly folders: Omit<StepFolders, 'scratch'>;
  /** The same folders with a new scratch folder, so that no step inherits from the one before. */
  foldersForStep(): Promise<StepFolders>;
  /** A new folder for what a browser downloads. */
  folderForDownloads(): Promise<string>;
  /** Leaves behind what another user put where only that user may take it away: there the machine ends with the pod. */
  remove(): Promise<void>;
}

export interface WrittenFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export async function createWorkFolder(): Promise<WorkFolder> {
  const root = await mkdtemp(join(tmpdir(), 'gantry-pod-'));
  const folders = { tree: join(root, 'tree'), artifact: join(root, 'artifact') };
  let steps = 0;
  // Steps run as another user, who has to get through.
  await chmod(root, 0o755);
  for (const folder of Object.values(folders)) await mkdir(folder, { mode: 0o755 });
  return {
    root,
    folders,
    async foldersForStep() {
      steps += 1;
      const scratch = join(root, `scratch-${steps}`);
      await mkdir(scratch, { mode: 0o755 });
      return { ...folders, scratch };
    },
    async folderForDownloads() {
      steps += 1;
      const downloads = join(root, `downloads-${steps}`);
      await mkdir(downloads, { mode: 0o755 });
      return downloads;
    },
    remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }).catch(ignoreForbidden),
  };
}

function ignoreForbidden(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
}

/** Why files may not be written, naming the path; the gate looked before, and this does not lean on it. */
export function whyUnsafeFiles(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const why = whyUnsafePath(path);
    if (why !== undefined) return `path ${JSON.stringify(path)} ${why}`;
  }
  const clash = findPathClash(paths);
  return clash === undefined ? undefined : `path ${JSON.stringify(clash)} clashes with another one`;
}

/** Writes files into an empty folder that nobody else writes; every file must be new. */
export async function writeFiles(root: string, files: readonly WrittenFile[]): Promise<void> {
  const why = whyUnsafeFiles(files.map(({ path }) => path));
  if (why !== undefined) throw new Error(why);
  const folders = new Set(files.map(({ path }) => dirname(join(root, path))));
  // In one go: a turn of the event loop for each small file takes ten times as long as writing it.
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o755 });
  for (const { path, content } of files)
    writeFileSync(join(root, path), content, { flag: 'wx', mode: 0o644 });
}

/** Lets the app's imports find the image's packages where no runner mounts them. */
export async function linkPackages(
  root: string,
  nodeModules: string,
  packages: readonly string[],
): Promise<void> {
  for (const name of packages) {
    const link = join(root, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(nodeModules, name), link, 'dir');
  }
}
