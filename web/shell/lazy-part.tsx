import type { ComponentType, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Problem } from './problem.tsx';

/** A part of the console that comes over the network when it is first shown; `label` says what comes. Loaded once for the life of the page. */
export function lazyPart<Props extends object>(
  label: string,
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
  let loaded: ComponentType<Props> | undefined;
  return function LazyPart(props: Props): JSX.Element {
    const [state, setState] = useState<{ readonly error?: unknown; readonly turn: number }>({ turn: 0 });
    useEffect(() => {
      if (loaded !== undefined) return;
      let isWanted = true;
      load().then(
        (part) => {
          loaded = part;
          if (isWanted) setState((before) => ({ turn: before.turn }));
        },
        () => isWanted && setState((before) => ({ turn: before.turn, error: notLoaded })),
      );
      return () => {
        isWanted = false;
      };
    }, [state.turn]);
    const Part = loaded;
    if (Part !== undefined) return <Part {...props} />;
    if (state.error !== undefined)
      return <Problem error={state.error} onRetry={() => setState(({ turn }) => ({ turn: turn + 1 }))} />;
    return <div class="skeleton" role="status" aria-label={`Loading ${label}`} />;
  };
}

/** A module that failed once fails again until the page is loaded anew, in some browsers. */
const notLoaded = new Error('this part of the page did not load.');
