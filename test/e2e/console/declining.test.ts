import { beforeAll, describe, expect, it } from 'vitest';
import type { MissionView } from '../../../core/wire/mission.ts';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { build, countOf, eventsOf } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { missionPath, patience, useConsole, whenLoaded } from './rig/console-page.ts';

const authors = useAuthors();
const product = useProduct({ env: () => authors.env() });
const inBrowser = useConsole(() => product.current.port);
const wish = 'Send an SMS to my mum';
const cannot = {
  why: 'An app built here cannot send text messages.',
  nearest: 'A page that keeps the words ready to copy could be built.',
};
let client: Client;
let mission: MissionView;

describe.skipIf(!hasBrowser)('a wish that cannot be built here', () => {
  beforeAll(async () => {
    authors.on(wish, () => ({ kind: 'fault', status: 400, error: 'ValidationException', message: 'none' }), {
      cannot,
    });
    client = await signIn(product.current);
    mission = await build(client, { voice_memo: wish });
  });

  it('is an honest no before a line is written, with what could be built instead, in the message and aloud', async () => {
    expect(mission).toMatchObject({ status: 'BLOCKED', failure: { kind: 'unsupported' } });
    for (const said of [mission.message, mission.speech])
      expect(said).toBe(`${cannot.why} ${cannot.nearest}`);
    expect(mission.url).toBeUndefined();
    expect(countOf(await eventsOf(client, mission.mission_id), 'authoring-started')).toBe(0);
  });

  it('says so on its page, in the same words', async () => {
    const { page, complaints, close } = await inBrowser.open({ path: missionPath(mission), client });
    await whenLoaded(page);
    for (const said of [cannot.why, cannot.nearest]) await page.getByText(said).first().waitFor(patience);
    expect(complaints).toEqual([]);
    await close();
  });
});
