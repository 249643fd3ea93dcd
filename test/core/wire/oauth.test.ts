import { describe, expect, test } from 'vitest';
import { oauthRegistrationSchema } from '../../../core/wire/oauth.ts';

const read = (client_name?: string) =>
  oauthRegistrationSchema.safeParse({ redirect_uris: ['https://a.example/'], client_name, jwks: {} });

describe('what a program says of itself', () => {
  test('is taken with a name, or none, and what we do not know is passed over', () => {
    expect(read('  Claude Code ').data).toEqual({
      redirect_uris: ['https://a.example/'],
      client_name: 'Claude Code',
    });
    expect(read().data?.client_name).toBe('A program without a name');
  });

  test.each([
    ['nothing', ' '],
    ['a control character', 'a\u0007b'],
    ['letters that turn the reading direction', 'a\u202eb'],
    ['half of a surrogate pair', 'a\ud800'],
    ['more than can be read', 'a'.repeat(65)],
  ])('is refused with %s for a name', (_what, name) => {
    expect(read(name).success).toBe(false);
  });
});
