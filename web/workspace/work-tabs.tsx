import '../mission/mission-tabs.css';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { WorkspaceSide } from '../shell/route.ts';
import { hrefOf } from '../shell/route.ts';
import type { WorkPlace } from './workspace.tsx';

const labels: Readonly<Record<WorkspaceSide, string>> = {
  app: 'App',
  checks: 'Checks',
  files: 'Files',
  changes: 'Changes',
  tests: 'Tests',
  log: 'Log',
  data: 'Data',
  history: 'History',
  settings: 'Settings',
  proof: 'Proof',
};

/** The sides of the app, each at an address of its own. */
export function WorkTabs(props: {
  readonly place: WorkPlace;
  readonly side: WorkspaceSide;
  readonly onShow: () => void;
}): JSX.Element {
  const bar = useRef<HTMLElement>(null);
  // Where there is no room for all they scroll, and one may come to one by its address.
  useEffect(() => {
    const [nav, tab] = [bar.current, bar.current?.querySelector<HTMLElement>('[aria-current]')];
    if (nav !== null && tab) nav.scrollLeft = tab.offsetLeft - nav.clientWidth / 2 + tab.clientWidth / 2;
  }, [props.side]);
  return (
    <nav ref={bar} class="tabs work-tabs" aria-label="App">
      {(Object.keys(labels) as WorkspaceSide[]).map((side) => (
        <a
          key={side}
          href={hrefOf({ ...props.place, side })}
          aria-current={side === props.side ? 'page' : undefined}
          onClick={props.onShow}
        >
          {labels[side]}
        </a>
      ))}
    </nav>
  );
}
