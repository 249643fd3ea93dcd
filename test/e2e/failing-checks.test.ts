import { beforeAll, describe, expect, it } from 'vitest';
import { specViewSchema } from '../../core/wire/http.ts';
import { type MissionView, missionViewSchema } from '../../core/wire/mission.ts';
import { installedBrowser } from '../../pod-image/driver/installed-browser.ts';
import { type Asked, answers, says, useAuthors } from './rig/authors.ts';
import { type Client, signIn } from './rig/client.ts';
import { draftWith, healWith } from './rig/drafts.ts';
import { build, countOf, dataOf, eventsOf, shipped, whenEnded } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';

const browser = installedBrowser();
const canTry = process.env.GANTRY_ISOLATION === 'bubblewrap' && browser !== undefined;
if (!canTry)
  console.warn('SKIPPED: no app is tried in a browser end to end, for want of one or of isolation');

const authors = useAuthors();
const product = useProduct({
  env: async () => ({ ...(await authors.env()), GANTRY_BROWSER: browser ?? 'none' }),
});
let client: Client;
beforeAll(async () => {
  client = await signIn(product.current);
});

const check = (id: string, words: string, steps: readonly string[]) => ({
  id,
  feature: 'Adds',
  words,
  core: id === 'c1',
  steps,
});
const spec = {
  title: 'Adder',
  stack: 'static',
  features: ['Adds two numbers'],
  checks: [
    check('c1', 'One and two are three.', ['see 3']),
    check('c2', 'The page says what it is.', ['see Adder']),
    check('c3', 'The page has a heading.', ['count Adder = 1']),
  ],
};
/** Shows a sum that is wrong, though its own tests pass. */
const wrongSum = `import { add } from './src/add.js';

document.querySelector('#sum').textContent = String(add(1, 1));
`;
const rightSum = wrongSum.replace('add(1, 1)', 'add(1, 2)');

/** Writes the app with the wrong sum at first, and then what is said here of the n-th try to mend it. */
const writes =
  (mended: (turn: number) => string) =>
  (asked: Asked): ReturnType<typeof answers> => {
    const main = asked.turn === 0 ? wrongSum : mended(asked.turn);
    return answers(
      asked,
      asked.asks === 'heal' ? healWith({ 'main.js': main }) : draftWith({ 'main.js': main }),
    );
  };
const outcomesOf = async (mission: MissionView, attempt?: number) => {
  const query = attempt === undefined ? '' : `?attempt=${attempt}`;
  return (await client.read(specViewSchema, `/gantry/missions/${mission.mission_id}/spec${query}`)).outcomes;
};

describe.skipIf(!canTry)('a mission whose check fails in the browser', () => {
  it('is healed from what the browser saw, passes and ships', async () => {
    const prompts: string[] = [];
    const script = writes(() => rightSum);
    const noting = (asked: Asked) => {
      prompts.push(asked.prompt);
      return script(asked);
    };
    authors.on('an adder that slips', noting, spec);
    const mission = shipped(await build(client, { voice_memo: 'Build an adder that slips' }));
    expect(mission).toMatchObject({ attempt: 1, checks: { held: 3, total: 3, waived: 0 } });
    expect(mission.checks?.browser).toMatch(/\d/);
    expect(prompts[1]).toContain('One and two are three.');
    const [before] = await outcomesOf(mission, 0);
    expect(before).toMatchObject({ id: 'c1', outcome: 'failed', step: 0 });
    expect((await outcomesOf(mission))[0]).toMatchObject({ id: 'c1', outcome: 'held' });
    const shot = `/gantry/missions/${mission.mission_id}/shots/${before?.shot_sha256}`;
    const picture = await client.call('GET', shot);
    expect([picture.status, picture.text.slice(1, 4)]).toEqual([200, 'PNG']);
  });

  it('that only informs, and that nobody can mend, costs the app nothing that works', async () => {
    const noHeading = {
      ...spec,
      checks: [...spec.checks.slice(0, 2), check('c3', 'It sings.', ['see Tralala'])],
    };
    const cannot =
      '<g-NONCE cannot>{"why":"No sound may be made here.","nearest":"It could blink."}</g-NONCE>';
    const script = (asked: Asked) =>
      asked.asks === 'heal' ? says(asked, cannot) : answers(asked, draftWith({ 'main.js': rightSum }));
    authors.on('an adder that sings', script, noHeading);
    const mission = shipped(await build(client, { voice_memo: 'Build an adder that sings' }));
    expect(mission).toMatchObject({ status: 'DEPLOYED', attempt: 0, checks: { held: 2, total: 3 } });
    for (const text of [mission.message, mission.speech])
      expect(text).toContain('2 of 3 work. What does not: It sings. This could not be mended.');
    const events = await eventsOf(client, mission.mission_id);
    expect(dataOf(events, 'draft-restored')).toMatchObject({ attempt: 0, failure: { kind: 'unsupported' } });
  });

  it('that never passes keeps its link, and ships when its owner does without it', async () => {
    authors.on(
      'an adder that never adds',
      writes((turn) => `${wrongSum}// Try ${turn}.\n`),
      spec,
    );
    const first = await build(client, { voice_memo: 'Build an adder that never adds' });
    expect(first).toMatchObject({
      status: 'FAILED',
      failure: { kind: 'code', step: 'accept' },
      checks: { held: 2, total: 3 },
    });
    for (const text of [first.message, first.speech]) expect(text).toContain('One and two are three');
    expect(first.pr_url).toBeUndefined();
    expect(first.url).toBeDefined();

    const path = `/gantry/missions/${first.mission_id}/retry`;
    expect((await client.call('POST', path, { body: { waive: ['c9'] } })).status).toBe(400);
    const asked = authors.standIn.requests.length;
    const again = await client.send(missionViewSchema, 202, path, { waive: ['c1'] });
    const mission = shipped(await whenEnded(client, again));
    expect(authors.standIn.requests).toHaveLength(asked);
    expect(mission).toMatchObject({
      tree_sha256: first.tree_sha256,
      checks: { held: 2, total: 3, waived: 1 },
    });
    const events = await eventsOf(client, mission.mission_id);
    expect(dataOf(events, 'checks-waived')).toMatchObject({ checks: ['c1'] });
    expect(countOf(events, 'heal-requested')).toBe(0);
    expect(mission.speech).toContain('Done without: One and two are three.');
  });
});
