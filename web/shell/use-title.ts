import { useEffect } from 'preact/hooks';

/** Names the tab after the screen in it, how it stands first, so that another tab's reader sees that change; of a long title its beginning. */
export function useTitle(title: string, state?: string): void {
  useEffect(() => {
    const begun = state === undefined ? '' : `${state} · `;
    document.title = `${begun}${title.slice(0, 60)} · Gantry`;
  }, [title, state]);
}
