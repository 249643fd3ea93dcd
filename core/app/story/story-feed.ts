import type { ChainedEvent } from '../../wire/event.ts';
import type { AppRecord } from '../app.ts';
import { escapeXml } from './escape-xml.ts';
import { heldChecksOf, type StoryDeps, sayHeld } from './public-story.ts';

/** A reader asks again before so many have come. */
const mostEntries = 50;

/** What of an app's story is for everybody, in words of ours: nothing that was asked for, read, logged or set. */
const told: Readonly<Record<string, string>> = {
  'app-created': 'The app was begun',
  'app-promoted': 'A new version is live',
  'app-rolled-back': 'An earlier version is live again',
  'app-renamed': 'The app has a new name',
  'app-restored': 'The app is back',
};

/** The public story of an app as an Atom feed, newest first. */
export const storyFeed =
  (deps: Pick<StoryDeps, 'eventLog'>) =>
  async (app: AppRecord, signal: AbortSignal): Promise<string> => {
    const events = await deps.eventLog.read(app.app_id, { afterSeq: 0 }, signal);
    const shown = events
      .filter(({ event }) => Object.hasOwn(told, event))
      .slice(-mostEntries)
      .toReversed();
    const entries = await Promise.all(shown.map((event) => entryOf(deps, event, signal)));
    return [
      '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
      element('id', `urn:gantry:${app.app_id}`),
      element('title', app.title),
      element('updated', shown[0]?.at ?? app.created_at),
      '<author><name>Gantry</name></author>',
      linkTo(app.live_mission === null ? null : app.stable_url),
      ...entries,
      '</feed>\n',
    ].join('\n');
  };

async function entryOf(
  deps: Pick<StoryDeps, 'eventLog'>,
  event: ChainedEvent,
  signal: AbortSignal,
): Promise<string> {
  const checks = event.event === 'app-promoted' ? await heldChecksOf(deps)(event, signal) : undefined;
  return [
    '<entry>',
    element('id', `urn:gantry:${event.mission_id}:${event.seq}`),
    element('title', told[event.event] as string),
    element('updated', event.at),
    ...(checks === undefined ? [] : [element('summary', `${sayHeld(checks)}.`)]),
    '</entry>',
  ].join('');
}

const element = (name: string, text: string): string => `<${name}>${escapeXml(text)}</${name}>`;
const linkTo = (url: string | null): string =>
  url === null ? '' : `<link rel="alternate" href="${escapeXml(url)}"/>`;
