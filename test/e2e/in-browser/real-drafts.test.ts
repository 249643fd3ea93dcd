import { beforeAll, describe, expect, it } from 'vitest';
import { type ChainedEvent, healReasonSchema } from '../../../core/wire/event.ts';
import { pullSchema } from '../../../core/wire/http.ts';
import { installedBrowser } from '../../../pod-image/driver/installed-browser.ts';
import { says, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { build, eventsOf, shipped } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { begunAnew, type TriedDraft, triedDrafts } from '../rig/tried-drafts.ts';

const browser = installedBrowser();
const canTry = process.env.GANTRY_ISOLATION === 'bubblewrap' && browser !== undefined;
if (!canTry) console.warn('SKIPPED: no real draft is tried, for want of bubblewrap or a browser');

/** The steps at which a mission's drafts failed, in turn. */
const failedSteps = (events: readonly ChainedEvent[]): string[] =>
  events.flatMap((one) =>
    one.event === 'heal-requested' ? [healReasonSchema.parse(one.data.reason).failure.step] : [],
  );

/** All that a prompt tells of the failure: what it comes to, the findings, and what was seen. */
const toldIn = (prompt: string): string =>
  [...prompt.matchAll(/<(data-[0-9a-f]+) label="(?:failure|seen)">\n([\s\S]*?)\n<\/\1>/g)]
    .map(([, , text = '']) => text)
    .join('\n');

async function pullOf(client: Client, { app, pr_url }: { app: string; pr_url: string }) {
  const number = /\d+$/.exec(pr_url)?.[0];
  return client.read(pullSchema, `/gantry/apps/${app}/pulls/${number}`);
}

describe.skipIf(!canTry)('a draft that a capable model wrote, tried in a browser', () => {
  const authors = useAuthors();
  const product = useProduct({
    env: async () => ({
      ...(await authors.env()),
      GANTRY_BROWSER: browser ?? 'none',
      GANTRY_RATE_BUILD: '600',
      GANTRY_DAILY_BUDGET_USD: '500',
    }),
  });
  let client: Client;
  beforeAll(async () => {
    client = await signIn(product.current);
  });

  /** Builds what the memo asks for; the model gives the draft, and then what mends it. Gives what it was told each time it was to mend. */
  async function tried(draft: TriedDraft) {
    const prompts: string[] = [];
    authors.on(
      draft.memo,
      (asked) => {
        if (asked.turn === 0) return says(asked, draft.text);
        prompts.push(asked.prompt);
        const heal = draft.heals[asked.turn - 1];
        if (heal === undefined)
          return { kind: 'fault', status: 400, error: 'ValidationException', message: 'no more' };
        return says(asked, asked.asks === 'draft' ? begunAnew(draft, heal) : heal);
      },
      draft.spec,
    );
    const mission = await build(client, { voice_memo: draft.memo });
    const told = prompts.map(toldIn);
    expect(mission.status, told.join('\n\n')).toBe('DEPLOYED');
    const steps = failedSteps(await eventsOf(client, mission.mission_id));
    return { mission: shipped(mission), steps, told };
  }

  const drafts = triedDrafts();
  it.each(drafts.filter(({ comes_back }) => comes_back.length === 0))(
    '$name ships as it was written, all its checks held',
    async (draft) => {
      const { mission, steps } = await tried(draft);
      const total = (draft.spec as { checks: unknown[] }).checks.length;
      expect(mission).toMatchObject({ attempt: 0, checks: { held: total, total } });
      expect(steps).toEqual([]);
      const { body } = await pullOf(client, mission);
      for (const warning of draft.warns) expect(body).toContain(warning);
    },
  );

  it.each(drafts.filter(({ comes_back }) => comes_back.length > 0))(
    '$name is sent back in words that name the cause, and ships when that is mended',
    async (draft) => {
      const { mission, steps, told } = await tried(draft);
      expect(steps).toEqual(draft.comes_back.map(({ step }) => step));
      for (const [index, { says: words }] of draft.comes_back.entries())
        for (const word of words) expect(told[index]).toContain(word);
      const total = (draft.spec as { checks: unknown[] }).checks.length;
      expect(mission.checks).toMatchObject({ held: total, total });
    },
  );
});
