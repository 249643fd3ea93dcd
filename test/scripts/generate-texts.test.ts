import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeModel } from '../../core/model/describe-model.ts';
import { type ModelCatalogue, modelCatalogueSchema } from '../../core/wire/models.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';

const root = join(import.meta.dirname, '../..');
const shipped = readFileSync(join(root, 'models.yaml'), 'utf8');

/** Generates from a copy of what is generated from, with another models.yaml or a file of one's own. */
function generate({ models = shipped, own }: { readonly models?: string; readonly own?: string } = {}) {
  const tree = temporaryHome();
  for (const name of ['prompts', 'skills', 'policy.yaml', 'package.json'])
    cpSync(join(root, name), join(tree, name), { recursive: true });
  writeFileSync(join(tree, 'models.yaml'), models);
  const ownFile = join(tree, 'own.yaml');
  if (own !== undefined) writeFileSync(ownFile, own);
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/generate-texts.ts'), tree], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GANTRY_MODELS: own === undefined ? '' : ownFile },
  });
  const generated = join(tree, 'functions/_generated/models.ts');
  return { status, stderr, source: existsSync(generated) ? readFileSync(generated, 'utf8') : undefined };
}

/** The catalogue in a generated module. */
function catalogueIn(source: string | undefined): ModelCatalogue {
  const json = /^export const catalogue: ModelCatalogue = (.+);$/m.exec(source ?? '')?.[1];
  return modelCatalogueSchema.parse(JSON.parse(json ?? 'null'));
}

const coder = `
version: 1
families:
  - match: coder:30b
    usd_per_million_tokens: { input: 0.2, output: 0.6, cache_read: 0.2, cache_write: 0.2 }
    context_tokens: 131072
    answer_tokens: 16384
    cache_minimum_tokens: null
    thinking: never
    thinking_tokens: { low: 0, medium: 0, high: 0 }
aliases:
  house-coder: coder:30b
`;

describe('the models that are generated', () => {
  test('are those of models.yaml', () => {
    const { status, source } = generate();
    expect(status).toBe(0);
    expect(catalogueIn(source)).toEqual(modelCatalogueSchema.parse(parse(shipped)));
  });

  test('have the file of GANTRY_MODELS laid over them', () => {
    const catalogue = catalogueIn(generate({ own: coder }).source);
    expect(describeModel(catalogue, 'house-coder')).toMatchObject({ context_tokens: 131_072 });
    const { families } = catalogueIn(generate().source);
    expect(catalogue.families).toHaveLength(families.length + 1);
  });
});

describe('a file of models that is broken', () => {
  test.each([
    [
      'a family without prices',
      { own: 'version: 1\nfamilies:\n  - match: coder\n' },
      /own\.yaml: families\.0\./,
    ],
    ['a word that nobody knows', { own: 'version: 1\nprices: {}\n' }, /own\.yaml: .*prices/],
    ['no YAML', { own: 'version: [1\n' }, /own\.yaml: .*line/],
    ['of the tree itself', { models: 'version: 2\n' }, /models\.yaml: version: /],
  ])('%s is told in one line, and nothing is written', (_how, files, words) => {
    const { status, stderr, source } = generate(files);
    expect([status, source]).toEqual([1, undefined]);
    expect(stderr.trimEnd()).toMatch(words);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  test('that is not there is told so', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/generate-texts.ts')], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, GANTRY_MODELS: '/nowhere/models.yaml' },
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\/nowhere\/models\.yaml: .*no such file/);
  });
});
