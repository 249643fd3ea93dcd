import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesSchema } from '../../core/wire/http.ts';
import { type MissionView, missionViewSchema } from '../../core/wire/mission.ts';
import podManifest from '../../pod-image/package.json' with { type: 'json' };
import { type Asked, answers, cutOff, says, useAuthors } from './rig/authors.ts';
import { type Client, signIn } from './rig/client.ts';
import { addModule, draftWith } from './rig/drafts.ts';
import { isLast, isNamed, openFeed } from './rig/feed.ts';
import { build, countOf, dataOf, eventsOf, request, shipped, whenEnded } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';
import { authoredTree, filesOfDraft, realDrafts } from './rig/real-drafts.ts';

const authors = useAuthors();
const product = useProduct({
  env: async () => ({ ...(await authors.env()), GANTRY_RATE_BUILD: '600', GANTRY_DAILY_BUDGET_USD: '500' }),
});
let client: Client;
beforeAll(async () => {
  client = await signIn(product.current);
});

/** A mission when its first draft is stored; what follows is not of interest and is called off. */
async function drafted(memo: string): Promise<MissionView> {
  const mission = await request(client, { voice_memo: memo, deploy: false, publish: false });
  const feed = await openFeed(client, mission.mission_id);
  await feed.until((frame) => isNamed('draft-stored')(frame) || isLast(frame));
  await feed.close();
  await client.call('POST', `/gantry/missions/${mission.mission_id}/cancel`, { body: {} });
  return whenEnded(client, mission);
}

const storedOf = ({ mission_id: id }: MissionView) =>
  client.read(filesSchema, `/gantry/missions/${id}/files?attempt=0`);

const drafts = realDrafts();

describe('drafts that a capable model wrote', () => {
  it.each(drafts)('$name is stored as it was written, byte for byte', async (draft) => {
    const { name, memo, text, files, tree_sha256 } = draft;
    authors.on(memo, (asked) => says(asked, text));
    const stored = await storedOf(await drafted(memo));
    expect(authoredTree(stored, draft), name).toEqual({ files, tree_sha256 });
  });

  it('asks in its package.json for the versions that apps are built with, and says so', async () => {
    const draft = drafts.find(({ name }) => name === 'sprint-dashboard-react-ts');
    if (draft === undefined) throw new Error('there is no such draft');
    authors.on('A sprint', (asked) => says(asked, draft.text));
    const mission = await drafted('A sprint');
    const path = `/gantry/missions/${mission.mission_id}/files?attempt=0&path=package.json`;
    const manifest = JSON.parse((await client.call('GET', path)).text);
    const written = JSON.parse(filesOfDraft(draft)['package.json'] ?? '');
    const { dependencies, devDependencies } = podManifest;
    expect(manifest).toEqual({
      ...written,
      dependencies: { react: dependencies.react, 'react-dom': dependencies['react-dom'] },
      devDependencies: {
        '@types/react': dependencies['@types/react'],
        '@types/react-dom': dependencies['@types/react-dom'],
        '@vitejs/plugin-react': devDependencies['@vitejs/plugin-react'],
        typescript: dependencies.typescript,
        vite: dependencies.vite,
      },
    });
    expect(dataOf(await eventsOf(client, mission.mission_id), 'draft-stored')).toMatchObject({
      remarks: [expect.stringContaining('package.json')],
    });
  });
});

/** The blocks of a text, each with its end; a file may hold lines that end as a tag does. */
const blocksOf = (text: string): readonly string[] =>
  text.split(/(?<=<\/g-NONCE>\n|<g-NONCE [^>\n]{0,200}\/>\n)/);

/** Goes on as it was told: with what has not arrived, up to a random place, and to the end at the last pass. */
function goesOn(text: string, passes: number, cuts: number[]) {
  let written = 0;
  const blocks = blocksOf(text);
  return (asked: Asked) => {
    const rest = blocks.slice(written).join('');
    if (asked.turn + 1 >= passes) return says(asked, rest);
    const at = randomInt(1, rest.length);
    cuts.push(at);
    const whole = blocksOf(rest.slice(0, at)).filter((block) => blocks.includes(block));
    written += whole.length;
    return cutOff(asked, rest.slice(0, at));
  };
}

describe('an answer that ends before its time', () => {
  it.each(['sprint-dashboard-react-ts', 'url-shortener', 'markdown-blog'])(
    'in four passes at random places gives %s byte for byte',
    async (name) => {
      const draft = drafts.find((other) => other.name === name);
      if (draft === undefined) throw new Error(`there is no ${name}`);
      const memo = `In pieces: ${name}`;
      const cuts: number[] = [];
      authors.on(memo, goesOn(draft.text, 4, cuts));
      const mission = await drafted(memo);
      const { tree_sha256 } = authoredTree(await storedOf(mission), draft);
      expect(tree_sha256, `cut at ${cuts.join()}`).toBe(draft.tree_sha256);
      expect(countOf(await eventsOf(client, mission.mission_id), 'answer-cut-off')).toBe(3);
    },
  );
});

const edit = (find: string, put: string): string =>
  `<g-NONCE edit="src/add.js">\n<g-NONCE find>\n${find}<g-NONCE put>\n${put}</g-NONCE>\n`;
const longer = `${addModule}${Array.from({ length: 70 }, (_none, n) => `export const n${n} = ${n};\n`).join('')}`;
const counts = `import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport * as all from '../src/add.js';\ntest('counts', () => assert.equal(Object.keys(all).length >= 70, true));\n`;

describe('an extension by edits', () => {
  let first: MissionView;
  beforeAll(async () => {
    authors.on('a long adder', (asked) =>
      answers(asked, draftWith({ 'src/add.js': longer, 'test/count.test.js': counts }, 'long-adder')),
    );
    first = shipped(await build(client, { voice_memo: 'Build a long adder' }));
  });

  const extend = async (memo: string): Promise<MissionView> => {
    const path = `/gantry/missions/${first.mission_id}/extend`;
    return whenEnded(client, await client.send(missionViewSchema, 202, path, { voice_memo: memo }));
  };
  const fileOf = async ({ mission_id: id }: MissionView): Promise<string> =>
    (await client.call('GET', `/gantry/missions/${id}/files?path=src/add.js`)).text;

  it('changes two lines for a fraction of what the whole costs, and keeps every other file', async () => {
    authors.on('Count from one', (asked) =>
      says(asked, edit('export const n0 = 0;\n', 'export const n0 = 1;\n')),
    );
    const mission = shipped(await extend('Count from one'));
    expect(await fileOf(mission)).toBe(longer.replace('n0 = 0', 'n0 = 1'));
    expect((await storedOf(mission)).files.map(({ path }) => path)).toEqual(
      (await storedOf(first)).files.map(({ path }) => path),
    );
    const drafted = dataOf(await eventsOf(client, mission.mission_id), 'draft-stored');
    expect(drafted).toMatchObject({ files: (await storedOf(first)).files.length });
  });

  it('that fits nowhere is asked for that file, and ships with it', async () => {
    const prompts: string[] = [];
    authors.on('Miss once', (asked) => {
      prompts.push(asked.prompt);
      return says(
        asked,
        asked.turn === 0
          ? edit('export const nowhere = 0;\n', 'x\n')
          : `<g-NONCE file="src/add.js">\n${longer}// Whole.\n</g-NONCE>\n`,
      );
    });
    const mission = shipped(await extend('Miss once'));
    expect(await fileOf(mission)).toBe(`${longer}// Whole.\n`);
    expect(prompts[1]).toContain('src/add.js: change 1 of 1: its find does not stand in the file');
    const events = await eventsOf(client, mission.mission_id);
    expect(dataOf(events, 'answer-rejected')).toMatchObject({ because: 'missed', attempt: 0 });
    expect(mission.attempt).toBe(0);
  });
});
