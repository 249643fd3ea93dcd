import { useEffect } from 'preact/hooks';

/** Names the tab after the screen in it; of a long title its beginning. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title.slice(0, 60)} · Gantry`;
  }, [title]);
}
