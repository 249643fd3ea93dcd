import type { JSX } from 'preact';
import type { MissionStatus } from '../../core/wire/mission.ts';
import { statusWords } from '../mission/statuses.ts';

/** A mission's status in a word. */
export function StatusBadge({ status }: { readonly status: MissionStatus }): JSX.Element {
  const { label, tone } = statusWords[status];
  return <span class={`badge badge-${tone}`}>{label}</span>;
}
