import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../../../adapters/node/digest.ts';
import { pythonRequirements } from '../../../../core/draft/added-files/python-requirements.ts';
import { addFiles } from '../../../../core/draft/added-files.ts';
import type { Stack } from '../../../../core/wire/draft.ts';

const source = pythonRequirements({
  packages: ['flask', 'jinja2'],
  versions: { flask: '3.1.3', jinja2: '3.1.6', werkzeug: '3.1.9' },
});
const needs = { data: false, secrets: [], origins: [] };
function complete(files: Readonly<Record<string, string>>, stack: Stack = 'python') {
  const list = Object.entries(files).map(([path, content]) => ({ path, content }));
  const tree = addFiles(nodeDigest, [source])({ needs, stack, files: list });
  const content = tree.files.find(({ path }) => path === 'requirements.txt')?.content;
  return { content, added: tree.added, remarks: tree.remarks };
}

describe('the requirements of a Python app', () => {
  test.each([
    ['Flask>=2,<4\nrequests==2\n# notes\n', 'flask==3.1.3\nrequests==2\n# notes\n'],
    ['flask[async]', 'flask==3.1.3'],
    ['  jinja2\r\nwerkzeug\n', 'jinja2==3.1.6\nwerkzeug\n'],
  ])('are at the versions that apps are built with, which is said: %j', (written, set) => {
    expect(complete({ 'requirements.txt': written })).toEqual({
      content: set,
      added: [],
      remarks: [source.said],
    });
  });

  test.each(['', 'flask==3.1.3\n', 'requests\n'])(
    'are left alone where they are as they must be: %j',
    (written) => {
      expect(complete({ 'requirements.txt': written })).toEqual({ content: written, added: [], remarks: [] });
    },
  );

  test('name what the app imports, or a host would not have it', () => {
    const api = 'import json\n  from flask import Flask\nimport jinja2.ext\n';
    expect(complete({ 'api/a.py': api })).toEqual({
      content: 'flask==3.1.3\njinja2==3.1.6\n',
      added: [],
      remarks: [],
    });
    expect(complete({ 'api/a.py': api, 'requirements.txt': '\nrequests\nFlask\n' }).content).toBe(
      'requests\nflask==3.1.3\njinja2==3.1.6\n',
    );
  });

  test.each([
    ['a test', { 'test/test_a.py': 'import flask\n' }],
    ['a text', { 'api/a.txt': 'import flask\n' }],
    ['another name', { 'api/a.py': 'import flask_login\n# import flask\nx = "import flask"\n' }],
  ])('name nothing for %s', (_, files) => {
    expect(complete(files).content).toBeUndefined();
  });

  test('are no matter of another stack', () => {
    expect(complete({ 'api/a.py': 'import flask\n' }, 'node').content).toBeUndefined();
  });
});
