import type { MissionView } from '../../core/wire/mission.ts';
import { builtAttempts } from '../mission/attempts.ts';
import type { Feed } from '../mission/feed.ts';
import { liveLog } from '../mission/feed.ts';
import { progressOf } from '../mission/writing.ts';

const stepWords: Readonly<Record<string, string>> = {
  types: 'Checking types',
  test: 'Running its tests',
  build: 'Building it',
  boot: 'Opening every page in a browser',
  accept: 'Trying what was agreed in a browser',
};

/** What a mission is doing right now, in a line: its place while it waits, the file that is open, the step that runs, else what happened last. */
export function sayNow(feed: Feed, view?: Pick<MissionView, 'status' | 'speech'>): string {
  const last = feed.events.at(-1);
  if (last === undefined) return 'Starting…';
  if (last.status === 'QUEUED' && view?.status === 'QUEUED') return view.speech;
  if (last.status === 'ARCHITECTING' || last.status === 'HEALING') return sayWriting(feed) ?? last.message;
  if (last.status === 'BUILDING') return sayBuilding(feed) ?? last.message;
  return last.message;
}

function sayWriting({ writing, events }: Feed): string | undefined {
  const open = writing.files.at(-1);
  const isHeal = events.at(-1)?.status === 'HEALING';
  if (open !== undefined) return `${isHeal ? 'Healing' : 'Writing'} ${open.path}. ${progressOf(writing)}.`;
  return events.at(-1)?.event === 'authoring-started' ? 'Thinking…' : undefined;
}

function sayBuilding(feed: Feed): string | undefined {
  const step = liveLog(feed, builtAttempts(feed.events).at(-1) ?? 0).lines.at(-1)?.step;
  const words = step === undefined ? undefined : stepWords[step];
  return words === undefined ? undefined : `${words}…`;
}
