import { expect, test } from 'vitest';
import { readCommand } from '../../../core/channels/read-command.ts';

test.each([
  ['/link abc', { kind: 'link', code: 'abc' }],
  ['/start@gantry_bot abc ', { kind: 'link', code: 'abc' }],
  ['/start', { kind: 'help' }],
  ['/new', { kind: 'new' }],
  ['/unlink', { kind: 'unlink' }],
  ['/new thing', undefined],
  ['Please /unlink', undefined],
  ['/linkage', undefined],
  ['unlink the pages of my app', undefined],
])('%j is read as %j', (text, command) => {
  expect(readCommand(text)).toEqual(command);
});
