import { useEffect, useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { useLoad } from '../shell/use-load.ts';
import type { Things } from './find-things.ts';

const typingPauseMs = 200;
const mostRead = 50;

/** What a search looks through. The server is asked again when the typist pauses, since only it knows what is older than the newest. */
export function useThings(text: string): { readonly things: Things; readonly error: unknown } {
  const q = useSettled(text.trim());
  const apps = useLoad('apps', async (signal) => (await call('listApps', { signal })).apps);
  const query = { limit: mostRead, ...(q !== '' && { q }) };
  const missions = useLoad(
    `missions ${q}`,
    async (signal) => (await call('listMissions', { query, signal })).missions,
  );
  const conversations = useLoad(
    `conversations ${q}`,
    async (signal) => (await call('conversations', { query, signal })).conversations,
  );
  return {
    things: {
      apps: apps.data ?? [],
      missions: useLast(missions.data) ?? [],
      conversations: useLast(conversations.data) ?? [],
    },
    error: apps.error ?? missions.error ?? conversations.error,
  };
}

/** A text once nobody has changed it for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** What there was last, so that a list does not empty while its next version is on the way. */
function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  useEffect(() => {
    if (value !== undefined) setLast(value);
  }, [value]);
  return value ?? last;
}
