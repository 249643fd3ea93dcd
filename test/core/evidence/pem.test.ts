import { generateKeyPairSync } from 'node:crypto';
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
    ['as Gantry writes it', (text: string) => text, true],
    ['without content', () => pem(''), false],
    ['with other spacing', (text: string) => text.replace('A', '\nA'), false],
    ['with something behind it', (text: string) => `${text}x`, false],
    ['of another base64 for the same bytes', (text: string) => text.replace('==', '='), false],
    ['of fewer bytes', () => pem('QUJD'), false],
    ['with a bit that readers ignore', (text: string) => text.replace('DQgAE', 'DQgEE'), false],
    ['with its point in another form', (text: string) => text.replace('DQgAE', 'DQgAG'), false],
  ])('of a key are strict %s: %#', (_name, change, isStrict) => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
    const text = key.export({ type: 'spki', format: 'pem' }).toString();
    expect(isStrictPem(change(text))).toBe(isStrict);
  });

  test.each(['P-384', 'secp256k1'])('of a key on %s are none of ours', (namedCurve) => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve });
    expect(isStrictPem(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBe(false);
  });
});
