import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, it } from 'vitest';
import { podReportSchema } from '../../../core/wire/pod.ts';
import { installedBrowser } from '../../../pod-image/driver/installed-browser.ts';
import { says, useAuthors } from '../rig/authors.ts';
import { type Client, signIn } from '../rig/client.ts';
import { build, eventsOf } from '../rig/missions.ts';
import { useProduct } from '../rig/product.ts';
import { realDrafts } from '../rig/real-drafts.ts';

const authors = useAuthors();
const product = useProduct({
  env: async () => ({ ...(await authors.env()), GANTRY_BROWSER: installedBrowser() ?? 'none', GANTRY_RATE_BUILD: '600', GANTRY_DAILY_BUDGET_USD: '500' }),
});
let client: Client;
beforeAll(async () => { client = await signIn(product.current); });
const only = (process.env.ONLY ?? '').split(',').filter(Boolean);
const out = process.env.OUT ?? '/tmp/explore-i.jsonl';
it.each(realDrafts().filter(({ name }) => only.length === 0 || only.includes(name)))('$name', async ({ name, memo, text }) => {
  const spec = JSON.parse(readFileSync(join(import.meta.dirname, `../../fixtures/real-drafts/${name}/spec.json`), 'utf8'));
  let heal = '';
  authors.on(memo, (asked) => {
    if (asked.asks !== 'heal') return says(asked, text);
    heal = asked.prompt;
    return { kind: 'fault', status: 400, error: 'ValidationException', message: 'no more' };
  }, spec);
  const mission = await build(client, { voice_memo: memo });
  const events = await eventsOf(client, mission.mission_id);
  const reason = events.find(({ event }) => event === 'heal-requested')?.data;
  const gate = events.find(({ event }) => event === 'gate-passed' || event === 'draft-judged' || event.startsWith('gate'))?.data;
  const report = await client.read(podReportSchema, `/gantry/missions/${mission.mission_id}/report?attempt=0`).catch((e) => String(e));
  appendFileSync(out, JSON.stringify({ name, status: mission.status, speech: mission.speech, failure: mission.failure, names: events.map((e) => e.event).join(' '), gate, reason, checks: typeof report === 'string' ? report : report.accept?.checks, boot: typeof report === 'string' ? null : report.boot, steps: typeof report === 'string' ? null : report.steps.map((s) => [s.step, s.exit_code, s.duration_ms]), healLength: heal.length }) + '\n');
});
