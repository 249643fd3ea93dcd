import { describe, expect, test } from 'vitest';
import { isStrictPem, splitPems } from '../../../core/evidence/pem.ts';

const pem = (body: string) => `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;

describe('PEM texts', () => {
  test('are taken apart, also with words between them', () => {
    expect(splitPems(`old:\n${pem('QUJD')}new:\n${pem('REVG')}`)).toEqual([pem('QUJD'), pem('REVG')]);
  });

  test('without a key stay what they are', () => {
    expect(splitPems('no key')).toEqual(['no key']);
  });

  test.each([
    ['as Gantry writes it', pem('QUJD'), true],
    ['without content', pem(''), false],
    ['with other spacing', pem('QU\nJD'), false],
    ['with something behind it', `${pem('QUJD')}x`, false],
    ['of another base64 for the same bytes', pem('QUI'), false],
  ])('are strict %s: %#', (_name, text, isStrict) => {
    expect(isStrictPem(text)).toBe(isStrict);
  });
});
