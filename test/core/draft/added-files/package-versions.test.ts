import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../../../adapters/node/digest.ts';
import { packageVersions } from '../../../../core/draft/added-files/package-versions.ts';
import { addFiles } from '../../../../core/draft/added-files.ts';

const source = packageVersions({ react: '19.3.1', vite: '8.3.8' });
const needs = { data: false, secrets: [], origins: [] };
const complete = (content: string) =>
  addFiles(nodeDigest, [source])({ needs, stack: 'node', files: [{ path: 'package.json', content }] });

describe('the versions in package.json', () => {
  test('are those that apps are built with, which is said; all else stays as it was', () => {
    const asked = {
      name: 'kanban',
      type: 'module',
      dependencies: { react: '^18.3.1', 'left-pad': '^1.0.0', constructor: '1' },
      devDependencies: { vite: 'latest' },
    };
    const { files, added, remarks } = complete(JSON.stringify(asked));
    expect(JSON.parse(files[0]?.content ?? '')).toEqual({
      ...asked,
      dependencies: { ...asked.dependencies, react: '19.3.1' },
      devDependencies: { vite: '8.3.8' },
    });
    expect(files[0]?.content).toMatch(/^\{\n {2}"name": "kanban",\n {2}"type"/);
    expect({ added, remarks }).toEqual({ added: [], remarks: [source.said] });
  });

  test.each([
    ['asks for these already', '{"dependencies":{"react":"19.3.1"}}'],
    ['asks for nothing', '{ "type": "module" }'],
    ['asks for something else', '{"dependencies":{"left-pad":"1"}}'],
    ['is none', 'not json'],
    ['is none by its shape', '{"dependencies":["react"]}'],
  ])('are left alone in a file that %s', (_, content) => {
    expect(complete(content)).toEqual({ files: [{ path: 'package.json', content }], added: [], remarks: [] });
  });

  test('are in no app that has no package.json', () => {
    const tree = addFiles(nodeDigest, [source])({ needs, stack: 'static', files: [] });
    expect(tree).toEqual({ files: [], added: [], remarks: [] });
  });
});
