import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileNameOf, joinNotes } from '../src/note-export.js';

describe('Export Markdown', () => {
  const names = [
    ['# My Trip to Málaga!', 'my-trip-to-malaga.md'],
    ['../../etc/passwd', 'etc-passwd.md'],
    ['', 'untitled-note.md'],
    ['# ???', 'note.md'],
    ['CON', 'note-con.md'],
    ['日本語', '日本語.md'],
  ];
  for (const [text, expected] of names) {
    it(`names the file of ${JSON.stringify(text)}`, () => assert.equal(fileNameOf(text), expected));
  }
  it('keeps a long name short', () => assert.ok(fileNameOf('word '.repeat(90)).length <= 63));
  it('Export Markdown joins notes with a rule between them', () => {
    assert.equal(joinNotes([{ text: '# A\n\n' }, { text: 'B' }]), '# A\n\n---\n\nB\n');
    assert.equal(joinNotes([]), '');
  });
});
