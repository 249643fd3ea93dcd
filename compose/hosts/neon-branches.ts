import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { makeDatabase } from '../../pod-image/database/make-database.ts';
import { oneAtATime } from '../../pod-image/database/one-at-a-time.ts';
import {
  branchFolders,
  type NeonBranch,
  type NeonPlace,
  type NeonProject,
  type NeonProjects,
  neonProjects,
} from './neon-projects.ts';

interface NewBranch {
  readonly name: string;
  readonly parent: NeonBranch;
  readonly isOpen: boolean;
  readonly expiresAt?: string | undefined;
}

const newId = (prefix: string): string => `${prefix}-${randomBytes(8).toString('hex')}`;

export type NeonBranches = ReturnType<typeof neonBranches>;

/** Projects and branches with the embedded Postgres behind each; a branch begins as a copy of its parent's. What changes them is done in turn. */
export function neonBranches(place: NeonPlace) {
  const projects = neonProjects(place);
  const { keep, remove, forget, folderOf } = projects;
  const now = (): string => new Date(place.clock.nowMs()).toISOString();
  return {
    ...projects,
    ...changesOfBranches(place, projects, now),
    inTurn: oneAtATime(),
    async makeProject(name: string, rootName: string): Promise<NeonProject> {
      const root = { id: newId('br'), name: rootName, created_at: now(), endpoint: newId('ep') };
      await makeDatabase(folderOf(root));
      const owner_password = randomBytes(24).toString('base64url');
      const project = { id: newId('project'), name, created_at: now(), owner_password, branches: [root] };
      await keep(project);
      return project;
    },
    async removeProject(project: NeonProject): Promise<void> {
      await forget(project);
      for (const branch of project.branches) await remove(branch);
    },
    /** Keeps a branch's database open until it is let go. */
    lease: (branch: NeonBranch) => place.twins.lease(folderOf(branch)),
  };
}

function changesOfBranches(place: NeonPlace, { keep, remove, folderOf }: NeonProjects, now: () => string) {
  const { copy } = branchFolders(place);
  return {
    async makeBranch(project: NeonProject, { name, parent, isOpen, expiresAt }: NewBranch) {
      const { app_password } = parent;
      const branch: NeonBranch = {
        ...{ id: newId('br'), name, parent_id: parent.id, created_at: now() },
        ...(isOpen && { endpoint: newId('ep') }),
        ...(app_password !== undefined && { app_password }),
        ...(expiresAt !== undefined && { expires_at: expiresAt }),
      };
      await copy(parent, branch);
      project.branches.push(branch);
      await keep(project);
      return branch;
    },
    async removeBranch(project: NeonProject, branch: NeonBranch): Promise<void> {
      project.branches.splice(project.branches.indexOf(branch), 1);
      await keep(project);
      await remove(branch);
    },
    /** What the branch was stays under a name, with the branches that were made of it. */
    async restoreBranch(project: NeonProject, to: NeonBranch, from: NeonBranch, keptName: string) {
      const { endpoint: _, ...was } = to;
      const kept: NeonBranch = { ...was, id: newId('br'), name: keptName, created_at: now() };
      const next: NeonBranch = { ...from, id: newId('br') };
      await copy(from, next);
      await place.twins.whileClosed(folderOf(to), async () => {
        await rename(folderOf(to), folderOf(kept));
        await rename(folderOf(next), folderOf(to));
      });
      for (const child of project.branches) if (child.parent_id === to.id) child.parent_id = kept.id;
      to.parent_id = from.id;
      project.branches.push(kept);
      await keep(project);
    },
  };
}
