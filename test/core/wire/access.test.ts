import { expect, test } from 'vitest';
import { newApiKeySchema } from '../../../core/wire/access.ts';

test.each(['a\0b', 'a\u001bb', 'a\nb', 'a\ud800b', ' ', 'x'.repeat(65)])('%j names no API key', (name) => {
  expect(newApiKeySchema.safeParse({ name, scopes: ['read'] }).success).toBe(false);
});

test.each(['CI', ' my phone ', 'Schlüssel 🔑'])('%j names an API key', (name) => {
  expect(newApiKeySchema.parse({ name, scopes: ['read'] }).name).toBe(name.trim());
});
