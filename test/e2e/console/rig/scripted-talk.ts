import type { BrowserContextOptions } from 'playwright-core';
import { eventOf, missionId } from '../../../web/mission-frames.ts';
import type { Client } from '../../rig/client.ts';
import type { useConsole } from './console-page.ts';
import { openWithFeed } from './held-feed.ts';

const conversationId = `cnv_${'0'.repeat(26)}`;
const checks = [
  { id: 'c1', words: 'A task that I add is listed.' },
  { id: 'c2', words: 'A task can be ticked off.' },
];
const events = [
  eventOf({ seq: 1, event: 'mission-requested', status: 'QUEUED', data: {} }),
  eventOf({ seq: 2, event: 'spec-agreed', status: 'ARCHITECTING', data: { checks } }),
  eventOf({ seq: 3, event: 'authoring-started', status: 'ARCHITECTING', data: { attempt: 0 } }),
];
/** A conversation whose mission's socket the test holds, and which has more where the test says so. */
export async function openScriptedTalk(
  inBrowser: ReturnType<typeof useConsole>,
  {
    client,
    context,
    more = {},
  }: { readonly client: Client; readonly context: BrowserContextOptions; readonly more?: object },
) {
  const talk = {
    conversation_id: conversationId,
    state: 'BUILDING',
    title: 'Task board',
    app: null,
    missions: [missionId],
    mission_id: missionId,
    turns: [
      { role: 'person', text: 'Build a task board', at: '2026-01-01T00:00:00.000Z' },
      { role: 'gantry', text: 'Building Task board now.', at: '2026-01-01T00:00:01.000Z' },
    ],
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:01.000Z',
    ...more,
  };
  return openWithFeed(
    inBrowser,
    {
      path: `/#/talk/${conversationId}`,
      client,
      context,
      prepare: (page) =>
        page.route(`**/gantry/chat/${conversationId}`, (route) => route.fulfill({ json: talk })),
    },
    events,
  );
}
