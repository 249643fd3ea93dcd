import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Twins } from '../../adapters/local/app-database/twins.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';

const branchSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  parent_id: z.string().optional(),
  created_at: z.iso.datetime(),
  expires_at: z.string().optional(),
  /** The first label of its host; left out where nobody can ask it. */
  endpoint: z.string().optional(),
  /** The app's role: left out before it is made, null where it may not come in. */
  app_password: z.string().nullable().optional(),
});
export type NeonBranch = z.infer<typeof branchSchema>;

const projectSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  created_at: z.iso.datetime(),
  owner_password: z.string(),
  branches: z.array(branchSchema),
});
export type NeonProject = z.infer<typeof projectSchema>;

/** Where projects are kept: what is known of them in records, Postgres in a folder a branch. */
export interface NeonPlace {
  readonly records: RecordStore;
  readonly home: string;
  readonly twins: Twins;
  readonly clock: Clock;
}

const partition = 'neon#project';
const never = new AbortController().signal;

export type NeonProjects = ReturnType<typeof neonProjects>;

/** Reads and writes what is known of projects. A branch that has expired is not there, and is deleted by whoever looks for its project next. */
export function neonProjects({ records, clock, ...folders }: NeonPlace) {
  const { folderOf, remove } = branchFolders(folders);
  const isOver = ({ expires_at: at }: NeonBranch): boolean =>
    at !== undefined && Date.parse(at) <= clock.nowMs();
  const keep = (project: NeonProject) =>
    records.put({ partition, sort: project.id }, project, { condition: { kind: 'any' } }, never);
  const list = async (): Promise<NeonProject[]> =>
    (await records.list(partition, { limit: 1_000 }, projectSchema, never)).map(({ value }) => value);
  return {
    folderOf,
    remove,
    keep,
    list,
    forget: ({ id }: NeonProject) => records.remove({ partition, sort: id }, { kind: 'any' }, never),
    /** To be changed: only in turn. */
    async find(id: string): Promise<NeonProject | undefined> {
      const found = (await records.get({ partition, sort: id }, projectSchema, never))?.value;
      if (found === undefined || !found.branches.some(isOver)) return found;
      const project = { ...found, branches: found.branches.filter((branch) => !isOver(branch)) };
      await keep(project);
      for (const branch of found.branches.filter(isOver)) await remove(branch);
      return project;
    },
    /** The branch that a host name is of. */
    async at(hostname: string): Promise<{ project: NeonProject; branch: NeonBranch } | undefined> {
      const label = hostname.split('.')[0];
      for (const project of await list())
        for (const branch of project.branches)
          if (branch.endpoint === label && !isOver(branch)) return { project, branch };
      return undefined;
    },
  };
}

/** The folders of branches, which nobody has open while they are copied or deleted. */
export function branchFolders({ home, twins }: Pick<NeonPlace, 'home' | 'twins'>) {
  const folderOf = ({ id }: NeonBranch): string => join(home, id);
  return {
    folderOf,
    remove: (branch: NeonBranch): Promise<void> =>
      twins.whileClosed(folderOf(branch), () => rm(folderOf(branch), { recursive: true, force: true })),
    copy: (from: NeonBranch, to: NeonBranch): Promise<void> =>
      twins.whileClosed(folderOf(from), async () => {
        await mkdir(folderOf(to), { recursive: true });
        await cp(join(folderOf(from), 'data'), join(folderOf(to), 'data'), { recursive: true });
      }),
  };
}
