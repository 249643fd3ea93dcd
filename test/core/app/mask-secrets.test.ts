import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../../core/app/secrets/mask-secrets.ts';

const pem = '-----BEGIN KEY-----\nabcdefgh\nshort\n-----END KEY-----';
const secrets = {
  KEY: 'p@ss/word+1',
  LONGER: 'p@ss/word+12',
  PEM: pem,
  TINY: 'abc',
  QUOTED: 'say "hi"',
  MONEY: "$&$1$'",
};
const mask = maskSecrets(secrets);

describe('a line of a log', () => {
  test.each([
    ['the key is p@ss/word+1!', 'the key is [KEY]!'],
    ['twice p@ss/word+1p@ss/word+1', 'twice [KEY][KEY]'],
    ['longer p@ss/word+12', 'longer [LONGER]'],
    ['?key=p%40ss%2Fword%2B1&x', '?key=[KEY]&x'],
    [`Basic ${Buffer.from('p@ss/word+1').toString('base64')}`, 'Basic [KEY]='],
    [Buffer.from('p@ss/word+12').toString('base64url'), '[LONGER]'],
    ['{"q":"say \\"hi\\""}', '{"q":"[QUOTED]"}'],
    ['abcdefgh', '[PEM]'],
    ['short and abc', 'short and abc'],
    ["$&$1$' stays a word", '[MONEY] stays a word'],
    ['nothing', 'nothing'],
  ])('%j is shown as %j', (line, shown) => expect(mask(line)).toBe(shown));

  test('is as it was for an app without secrets', () => expect(maskSecrets({})('p@ss')).toBe('p@ss'));
});
