import type { JSX } from 'preact';
import { visibleText } from '../../core/wire/visible-text.ts';
import { useShot } from './use-shot.ts';

/** The page as a check found it. */
export function CheckShot(props: {
  readonly missionId: string;
  readonly sha256: string;
  /** What the check says, which is what the picture shows. */
  readonly words: string;
}): JSX.Element | null {
  const { missionId, sha256, words } = props;
  const { address, error } = useShot(missionId, sha256);
  if (error !== undefined) return <p class="small muted">The picture cannot be shown.</p>;
  if (address === undefined)
    return <div class="skeleton check-shot" role="status" aria-label="Loading the picture" />;
  return <img class="check-shot" src={address} alt={visibleText(words)} width={1280} height={720} />;
}
