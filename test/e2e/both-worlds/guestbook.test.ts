import { describe, expect, it } from 'vitest';
import { restorePointListSchema, tableListSchema, tableRowsSchema } from '../../../core/wire/app-data.ts';
import { appViewSchema, pullSchema } from '../../../core/wire/http.ts';
import { type MissionView, missionViewSchema } from '../../../core/wire/mission.ts';
import { hasBubblewrap } from '../../pod-image/support/has-bubblewrap.ts';
import { says, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { guestbookSpec as spec, writesGuestbook } from '../rig/guestbook.ts';
import { browse } from '../rig/live-app.ts';
import { build, eventsOf, shipped, whenEnded } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';

/** One request of a visitor who keeps nothing from the last. */
const visit = (url: string, body?: { readonly name: string; readonly text: string }) =>
  browse(url, '/api/messages', body && { method: 'POST', body });
const texts = async (url: string): Promise<string[]> => {
  const { status, bytes } = await visit(url);
  expect([status, bytes.toString()]).toEqual([200, expect.stringContaining('messages')]);
  return JSON.parse(bytes.toString()).messages.map(({ text }: { text: string }) => text);
};

if (!hasBubblewrap) console.warn('SKIPPED: no function is served, for want of bubblewrap');

describe.skipIf(!hasBubblewrap)(
  'a guestbook that a capable model wrote, healed onto a database',
  { timeout: 240_000 },
  () => {
    const authors = useAuthors();
    const product = useProduct({
      env: async () => ({ ...(await authors.env()), GANTRY_ISOLATION: 'bubblewrap', GANTRY_BROWSER: 'none' }),
    });
    const path = '/gantry/apps/guestbook';
    const merge = (client: Client, mission: MissionView) =>
      client.send(pullSchema, 200, `${path}/pulls/${mission.pr_url?.match(/(\d+)$/)?.[1]}/merge`, {});

    it('keeps what visitors leave through previews, merges, a roll-back and a restore', async () => {
      authors.on('A guestbook for everybody', writesGuestbook, spec);
      const client = await signIn(product.current);
      const first = shipped(await build(client, { voice_memo: 'A guestbook for everybody' }));
      expect((await visit(first.url, { name: 'Ada', text: 'tried' })).status).toBe(201);
      expect(await texts(first.url)).toEqual(['tried']);
      await merge(client, first);
      const { live_url: live } = await client.read(appViewSchema, path);
      expect(await texts(live ?? '')).toEqual([]);
      await visit(live ?? '', { name: 'Ada', text: "it's live" });

      authors.on(
        'Say who is in the kitchen',
        (asked) =>
          says(
            asked,
            '<g-NONCE file="migrations/0002_rooms.sql">\nalter table messages add column room text;\n</g-NONCE>\n',
          ),
        spec,
      );
      const extended = await client.send(
        missionViewSchema,
        202,
        `/gantry/missions/${first.mission_id}/extend`,
        {
          voice_memo: 'Say who is in the kitchen',
        },
      );
      const second = shipped(await whenEnded(client, extended));
      expect(await texts(second.url)).toEqual([]);
      await merge(client, second);
      expect(await texts(live ?? '')).toEqual(["it's live"]);
      const table = await client.read(tableRowsSchema, `${path}/data/messages`);
      expect(table.columns).toEqual(['id', 'name', 'text', 'created_at', 'room']);

      await client.send(appViewSchema, 200, `${path}/rollback`, { mission_id: first.mission_id });
      expect(await texts(live ?? '')).toEqual(["it's live"]);

      const { restore_points: points } = await client.read(
        restorePointListSchema,
        `${path}/data/restore-points`,
      );
      expect(points.map(({ reason }) => reason)).toEqual([
        'Before pull request 2 went live',
        'Before pull request 1 went live',
      ]);
      const restore = (restore_point_id: string | undefined) =>
        client.call('POST', `${path}/data/restore`, { body: { restore_point_id } });
      const back = await restore(points[1]?.restore_point_id);
      expect([back.status, await texts(live ?? '')]).toEqual([202, []]);
      await restore(JSON.parse(back.text).restore_point_id);
      expect(await texts(live ?? '')).toEqual(["it's live"]);
      expect(await client.read(tableListSchema, `${path}/data`)).toEqual({
        tables: [{ name: 'messages', rows: 1 }],
      });
      expect((await client.call('GET', `${path}/data/export`)).text).toContain("'it''s live'");
      const told = (await eventsOf(client, first.mission_id)).map(({ event }) => event);
      expect(told).toContain('preview-deployed');
    });

    it('is not put live where a migration does not fit what visitors left, and is once that migration is changed', async () => {
      const client = await signIn(product.current);
      const app = await client.read(appViewSchema, path);
      const live = app.live_url ?? '';
      await visit(live, { name: 'Ada', text: 'again' });
      const change = async (mission: string, words: string, sql: string): Promise<MissionView> => {
        const text = `<g-NONCE file="migrations/0003_names.sql">\n${sql}\n</g-NONCE>\n`;
        authors.on(words, (asked) => says(asked, text), spec);
        const body = { voice_memo: words };
        const asked = await client.send(missionViewSchema, 202, `/gantry/missions/${mission}/extend`, body);
        return shipped(await whenEnded(client, asked));
      };
      const unique = 'create unique index one_name on messages (name);';
      const [newest = ''] = app.missions.slice(-1);
      const failing = await change(newest, 'Let nobody write twice', unique);
      const why = 'could not create unique index "one_name"';
      expect((await merge(client, failing)).not_live).toContain(why);
      expect(await texts(live)).toHaveLength(2);
      const numbers = "update messages set name = name || ' ' || id;";
      const mended = await change(failing.mission_id, 'Number the names first', `${numbers}\n${unique}`);
      expect((await merge(client, mended)).not_live).toBeUndefined();
      const { rows } = await client.read(tableRowsSchema, `${path}/data/messages`);
      expect(rows.map(([id, name]) => name === `Ada ${id}`)).toEqual([true, true]);
      expect(await texts(live)).toHaveLength(2);
    });
  },
);
