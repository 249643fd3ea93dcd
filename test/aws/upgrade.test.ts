import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { identity } from '../adapters/aws/emulator.ts';
import { answers, useAuthors } from '../e2e/rig/authors.ts';
import { type Client, signIn } from '../e2e/rig/client.ts';
import { addModule, draftWith, healWith } from '../e2e/rig/drafts.ts';
import { eventsOf, request, shipped, statusPath, whenEnded } from '../e2e/rig/missions.ts';
import { useProduct } from '../e2e/rig/product.ts';
import { type Assembly, synthesizeCore } from './rig/deploy.ts';
import { sharedInstallation } from './rig/installed.ts';

const installation = sharedInstallation();
const account = { endpoint: installation?.endpoint ?? '', env: identity };
const authors = useAuthors();
const product = useProduct({ env: authors.env });
/** Two syntheses, or two deployments and three missions, on a busy machine. */
const patienceMs = 900_000;
const usual = 'global.anthropic.claude-sonnet-5-5';
const other = 'global.anthropic.claude-opus-5-5';
let client: Client;
let changed: Assembly;
let asBefore: Assembly;

beforeAll(async () => {
  client = await signIn(product.current);
  const context = installation?.context ?? {};
  // Settings are a version's as code is. Both models stay allowed, since roles have no versions.
  changed = await synthesizeCore(account, { ...context, modelIds: `${other},${usual}` });
  asBefore = await synthesizeCore(account, context);
}, patienceMs);
afterAll(() => {
  changed?.remove();
  asBefore?.remove();
});

interface Held {
  readonly mission_id: string;
  /** Lets its author write what fails its tests, and then heal it. */
  readonly release: () => void;
}

/** Asks for an app whose author has begun and says nothing yet; the word stands in no prompt of ours. */
async function beginMission(word: string): Promise<Held> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  authors.on(word, async (asked) => {
    begin();
    await released;
    const isDraft = asked.asks === 'draft';
    return answers(
      asked,
      isDraft
        ? draftWith({ 'src/add.js': 'export const add = (left, right) => left - right;\n' }, word)
        : healWith({ 'src/add.js': addModule }),
    );
  });
  const { mission_id } = await request(client, { voice_memo: `Build me an adder called ${word}` });
  await begun;
  return { mission_id, release };
}

/** Which models wrote the draft and its heal, once the mission has shipped. */
async function authorsOf(held: Held): Promise<readonly unknown[]> {
  held.release();
  const { mission_id: id } = shipped(await whenEnded(client, held));
  const events = await eventsOf(client, id);
  expect(statusPath(events)).toContain('HEALING');
  return events.flatMap(({ event, data }) => (event === 'draft-stored' ? [data.model_id] : []));
}

describe('deployments while missions run', () => {
  it('lose none: each ends DEPLOYED by the versions that it began with, and new ones begin with the new', {
    timeout: patienceMs,
  }, async () => {
    const before = await beginMission('abacus');
    await changed.deploy();
    expect(await authorsOf(before)).toEqual([usual, usual]);
    const between = await beginMission('sliderule');
    await asBefore.deploy();
    expect(await authorsOf(between)).toEqual([other, other]);
    expect(await authorsOf(await beginMission('pascaline'))).toEqual([usual, usual]);
  });
});
