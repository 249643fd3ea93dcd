import type { JSX } from 'preact';
import { FileDiffs } from '../diff/diff-view.tsx';
import { Problem } from '../shell/problem.tsx';
import { useLoad } from '../shell/use-load.ts';
import { compareFiles } from './compare-files.ts';

/** What a heal changed: its files against those of the attempt before. */
export function HealDiff(props: {
  readonly missionId: string;
  readonly from: number;
  readonly to: number;
}): JSX.Element {
  const { missionId, from, to } = props;
  const changes = useLoad(`${missionId} ${from} ${to}`, (signal) =>
    compareFiles({ missionId, attempt: from }, { missionId, attempt: to }, signal),
  );
  if (changes.error !== undefined) return <Problem error={changes.error} onRetry={changes.reload} />;
  if (changes.data === undefined) return <div class="skeleton" role="status" aria-label="Comparing files" />;
  return <FileDiffs files={changes.data} />;
}
