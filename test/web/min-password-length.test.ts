import { expect, test } from 'vitest';
import { accountRoutes } from '../../core/wire/routes/account.ts';
import { minPasswordLength } from '../../web/account/min-password-length.ts';

test('the console asks for a password as long as the server does', () => {
  const accepts = (length: number): boolean =>
    accountRoutes.changePassword.body.safeParse({ current_password: 'x', new_password: 'x'.repeat(length) })
      .success;
  expect(accepts(minPasswordLength)).toBe(true);
  expect(accepts(minPasswordLength - 1)).toBe(false);
});
