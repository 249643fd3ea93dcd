import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useShot } from '../mission/use-shot.ts';

/** How an app looked when it was tried; where nobody took a picture, the first letter of its name. It is decoration: its name stands beside it. */
export function AppPicture(props: {
  readonly name: string;
  readonly of: { readonly missionId: string; readonly sha256: string } | undefined;
}): JSX.Element {
  return (
    <span class="app-picture" aria-hidden="true">
      {props.of === undefined ? <Initial name={props.name} /> : <Shown {...props.of} name={props.name} />}
    </span>
  );
}

function Shown(props: {
  readonly missionId: string;
  readonly sha256: string;
  readonly name: string;
}): JSX.Element {
  const place = useRef<HTMLSpanElement>(null);
  const isNear = useNear(place);
  const { address, error } = useShot(props.missionId, props.sha256, isNear);
  if (error !== undefined) return <Initial name={props.name} />;
  return (
    <span ref={place} class="app-picture-place">
      {address !== undefined && <img src={address} alt="" />}
    </span>
  );
}

function Initial({ name }: { readonly name: string }): JSX.Element {
  return <span class="app-initial">{/[\p{L}\p{N}]/u.exec(name)?.[0]?.toUpperCase() ?? ''}</span>;
}

/** Whether an element has come near to what is in view: a list of a hundred apps asks for the pictures that are looked at. */
function useNear(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (element.current === null) return;
    const watch = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { rootMargin: '200px' },
    );
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [element]);
  return isNear;
}
