import { useEffect } from 'preact/hooks';
import { call } from '../api/call.ts';
import type { Loaded } from '../shell/use-load.ts';
import { useLoad } from '../shell/use-load.ts';
import type { AppStory } from './app-story.ts';

/** An app with its story, asked for again when one comes back to the page: it may have been merged elsewhere. Undefined while there is none. */
export function useApp(slug: string | undefined): Loaded<AppStory | undefined> {
  const loaded = useLoad<AppStory | undefined>(slug ?? '', async (signal) => {
    if (slug === undefined) return undefined;
    const [app, { events }] = await Promise.all([
      call('readApp', { params: { slug }, signal }),
      call('appEvents', { params: { slug }, signal }),
    ]);
    return { app, events };
  });
  const { reload } = loaded;
  useEffect(() => {
    const look = (): void => void (document.visibilityState === 'visible' && reload());
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload]);
  return loaded;
}
