import type { MissionView } from '../../../core/wire/mission.ts';
import { type Authors, answers } from './authors.ts';
import type { Client } from './client.ts';
import { draftWith, testFile } from './drafts.ts';
import { isNamed, openFeed } from './feed.ts';
import { request } from './missions.ts';

/** Waits for ever without using the processor. */
const hangingTest = testFile(
  "test('hangs', () => new Promise((resolve) => { setInterval(() => add(1, 2), 60_000); void resolve; }));",
);

/** Starts a mission whose build never ends, and answers when it is being built. */
export async function hangingBuild(client: Client, authors: Authors, word: string): Promise<MissionView> {
  authors.on(word, (asked) => answers(asked, draftWith({ 'test/add.test.js': hangingTest })));
  const mission = await request(client, { voice_memo: `Build ${word}` });
  const feed = await openFeed(client, mission.mission_id);
  await feed.until(isNamed('bundle-handed-over'));
  await feed.close();
  return mission;
}
