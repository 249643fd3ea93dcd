import { beforeAll, describe, expect, it } from 'vitest';
import { hasBubblewrap } from '../pod-image/support/has-bubblewrap.ts';
import { says, useAuthors } from './rig/authors.ts';
import { type Client, signIn } from './rig/client.ts';
import { browse } from './rig/live-app.ts';
import { build, countOf, eventsOf, shipped } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';
import { realDrafts } from './rig/real-drafts.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
let client: Client;
beforeAll(async () => {
  client = await signIn(product.current);
});

/** What was agreed from each memo alone. */
const specs = {
  'sprint-dashboard-react-ts': {
    title: 'Sprint Dashboard',
    stack: 'node',
    features: ['Lists stories', 'Filters by assignee'],
    checks: [
      {
        id: 'c1',
        feature: 'Lists stories',
        words: 'A story that is added stands in the list.',
        core: true,
        steps: [
          'fill New story | Title = Write the release notes',
          'click Add story | Add',
          'see Write the release notes',
        ],
      },
    ],
  },
  'kanban-react-tailwind': {
    title: 'Kanban Board',
    stack: 'node',
    features: ['Adds cards', 'Keeps cards'],
    checks: [
      {
        id: 'c1',
        feature: 'Keeps cards',
        words: 'A card that is added is still there after a reload.',
        core: true,
        steps: [
          'fill New card = Paint the fence',
          'click Add card | Add',
          'see Paint the fence',
          'reload',
          'see Paint the fence',
        ],
      },
    ],
  },
} as const;

describe.skipIf(!hasBubblewrap)('an app in React and TypeScript that a capable model wrote', () => {
  it.each(Object.keys(specs) as (keyof typeof specs)[])('ships at its first draft: %s', async (name) => {
    const draft = realDrafts().find((one) => one.name === name);
    if (draft === undefined) throw new Error(`there is no ${name}`);
    authors.on(draft.memo, (asked) => says(asked, draft.text), specs[name]);
    const mission = shipped(await build(client, { voice_memo: draft.memo }));
    expect(mission.attempt).toBe(0);
    const events = await eventsOf(client, mission.mission_id);
    expect(countOf(events, 'draft-stored')).toBe(1);
    if (mission.checks?.browser !== null) expect(mission.checks).toMatchObject({ held: 1, total: 1 });
    const page = await browse(mission.url);
    expect(page.bytes.toString()).toMatch(
      /<script type="module"[^>]* src="\/?\.?\/?assets\/index-[\w-]{8}\.js">/,
    );
  });
});
