import './mission-tabs.css';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MissionTab } from '../shell/route.ts';
import { hrefOf } from '../shell/route.ts';

const labels: Readonly<Record<MissionTab, string>> = {
  overview: 'Overview',
  log: 'Log',
  files: 'Files',
  changes: 'Changes',
  tests: 'Tests',
  app: 'App',
  proof: 'Proof',
};

/** The sides of a mission, each at an address of its own. */
export function MissionTabs({
  missionId,
  tab,
}: {
  readonly missionId: string;
  readonly tab: MissionTab;
}): JSX.Element {
  const bar = useRef<HTMLElement>(null);
  // On a phone the tabs scroll, and one may come to a tab by its address.
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [tab]);
  return (
    <nav ref={bar} class="tabs" aria-label="Mission">
      {(Object.keys(labels) as MissionTab[]).map((one) => (
        <a
          key={one}
          href={hrefOf({ screen: 'mission', missionId, tab: one })}
          aria-current={one === tab ? 'page' : undefined}
        >
          {labels[one]}
        </a>
      ))}
    </nav>
  );
}
