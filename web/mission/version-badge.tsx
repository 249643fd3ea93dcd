import type { JSX } from 'preact';
import { versionWords } from './version-words.ts';

/** How a mission stands in a word, and its version from when it was merged. */
export function VersionBadge(props: {
  readonly view: Parameters<typeof versionWords>[0];
  readonly events: Parameters<typeof versionWords>[1];
}): JSX.Element {
  const { label, tone } = versionWords(props.view, props.events);
  return <span class={`badge badge-${tone}`}>{label}</span>;
}
