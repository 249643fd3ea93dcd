import { cp, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTwins } from '../../../adapters/local/app-database/twins.ts';
import { makeDatabase } from '../../../pod-image/database/make-database.ts';

/** A branch of the stand-in: a folder of Postgres, and who may come in. */
export interface StandInBranch {
  readonly id: string;
  name: string;
  parent_id: string | undefined;
  readonly created_at: string;
  /** The first label of its host; undefined where nobody can ask it. */
  readonly endpoint: string | undefined;
  /** Undefined before the role is made, null where it may not come in. */
  appPassword: string | null | undefined;
  expires_at?: string;
}

export interface StandInProject {
  readonly id: string;
  name: string;
  readonly branches: StandInBranch[];
}

let made = 0;
const newId = (prefix: string): string => {
  made += 1;
  return `${prefix}-${made}`;
};

/** Projects and branches with PGlite behind them; a branch is a copy of its parent's folder. */
export function standInBranches(home: string) {
  const twins = createTwins({ idleMs: 60_000, most: 8, statementMs: 8_000 });
  const projects: StandInProject[] = [];
  const folderOf = ({ id }: StandInBranch): string => join(home, id);
  const copy = (from: StandInBranch, to: StandInBranch): Promise<void> =>
    twins.whileClosed(folderOf(from), async () => {
      await mkdir(folderOf(to), { recursive: true });
      await cp(join(folderOf(from), 'data'), join(folderOf(to), 'data'), { recursive: true });
    });
  const newBranch = (name: string, parent: StandInBranch | undefined, isOpen: boolean): StandInBranch => ({
    id: newId('br'),
    name,
    parent_id: parent?.id,
    created_at: new Date(Date.now() + made).toISOString(),
    endpoint: isOpen ? newId('ep') : undefined,
    appPassword: parent?.appPassword,
  });
  return {
    projects,
    twins,
    folderOf,
    async makeProject(name: string, rootName: string): Promise<StandInProject> {
      const root = newBranch(rootName, undefined, true);
      await makeDatabase(folderOf(root));
      const project = { id: newId('project'), name, branches: [root] };
      projects.push(project);
      return project;
    },
    async makeBranch(project: StandInProject, name: string, parent: StandInBranch, isOpen: boolean) {
      const branch = newBranch(name, parent, isOpen);
      await copy(parent, branch);
      project.branches.push(branch);
      return branch;
    },
    async remove(project: StandInProject, branch: StandInBranch): Promise<void> {
      project.branches.splice(project.branches.indexOf(branch), 1);
      await twins.whileClosed(folderOf(branch), () => rm(folderOf(branch), { recursive: true, force: true }));
    },
    /** What the branch was stays under a name, with the branches that were made of it. */
    async restore(project: StandInProject, to: StandInBranch, from: StandInBranch, keptName: string) {
      const kept = newBranch(keptName, undefined, false);
      kept.parent_id = to.parent_id;
      const next = newBranch('next', from, false);
      await copy(from, next);
      await twins.whileClosed(folderOf(to), async () => {
        await rename(folderOf(to), folderOf(kept));
        await rename(folderOf(next), folderOf(to));
      });
      for (const child of project.branches) if (child.parent_id === to.id) child.parent_id = kept.id;
      to.parent_id = from.id;
      project.branches.push(kept);
    },
  };
}
