import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { address } from '../src/address.js';
import { findMistakes, mailtoOf } from '../src/contact.js';

const good = { name: 'Ada', email: 'ada@example.org', message: 'Do you bake on Sundays?' };

describe('Contact form', () => {
  it('Contact form accepts a full form', () => assert.deepEqual(findMistakes(good), {}));
  it('names every empty field at once', () => {
    assert.deepEqual(Object.keys(findMistakes({ name: ' ', email: '', message: '\n' })), [
      'name',
      'email',
      'message',
    ]);
  });
  for (const email of [
    'ada',
    'ada@',
    '@example.org',
    'ada@example',
    'a b@example.org',
    'a@b@c.org',
    'a@b..org',
    '<a@b.org>',
  ]) {
    it(`refuses ${email} as an address`, () =>
      assert.match(findMistakes({ ...good, email }).email, /e-mail/));
  }
  it('accepts addresses that only look odd', () => {
    for (const email of ["o'neil+news@mail.example.co.uk", 'ü@bücher.example']) {
      assert.deepEqual(findMistakes({ ...good, email }), {}, email);
    }
  });
  it('refuses a message that is too short or endless', () => {
    assert.match(findMistakes({ ...good, message: 'hi' }).message, /few more/);
    assert.match(findMistakes({ ...good, message: 'x'.repeat(1_501) }).message, /under/);
  });
  it('opens the mail program with the message filled in', () => {
    const mail = new URL(
      mailtoOf({ ...good, message: 'Two\nlines & more' }, { to: 'hello@example.org', siteName: 'Crumb' }),
    );
    assert.equal(mail.pathname, 'hello@example.org');
    assert.equal(mail.searchParams.get('subject'), 'Message from Ada for Crumb');
    assert.equal(mail.searchParams.get('body'), 'Two\r\nlines & more\r\n\r\nAda\r\nada@example.org');
  });
  it('lets no line break into the subject', () => {
    const mail = mailtoOf({ ...good, name: 'Ada\r\nBcc: all@example.org' }, { to: '', siteName: 'Crumb' });
    assert.ok(!mail.slice(0, mail.indexOf('&body')).includes('%0A'));
    assert.ok(mail.startsWith('mailto:?subject='));
  });
  it('writes to the address of this page, or leaves it to the visitor', () => {
    assert.equal(new URL(mailtoOf(good, { to: address, siteName: 'Crumb' })).pathname, address);
  });
});
