import type { Neon } from './connection.ts';
import { deleteBranch, type NeonBranch } from './projects.ts';

/** Previews end by themselves; Neon gives a branch 30 days at most. */
export const previewLifeMs = 14 * 24 * 3_600_000;
/** The free plan has ten branches a project: root and production, these of each kind, and one to rehearse on. */
const mostPreviews = 3;
const mostPoints = 3;

const isPreview = ({ name }: NeonBranch): boolean => name.startsWith('preview-');
const oldestFirst = (left: NeonBranch, right: NeonBranch): number =>
  left.created_at.localeCompare(right.created_at);

/** Makes room for one more preview. */
export const endOldPreviews = (neon: Neon, project: string, branches: readonly NeonBranch[]): Promise<void> =>
  endOldest(neon, project, branches.filter(isPreview), mostPreviews - 1);

/** Makes room for one more restore point. */
export const endOldPoints = (neon: Neon, project: string, points: readonly NeonBranch[]): Promise<void> =>
  endOldest(neon, project, points, mostPoints - 1);

async function endOldest(
  neon: Neon,
  project: string,
  branches: readonly NeonBranch[],
  mostKept: number,
): Promise<void> {
  const old = branches.toSorted(oldestFirst).slice(0, Math.max(0, branches.length - mostKept));
  for (const { id } of old) await deleteBranch(neon, project, id);
}
