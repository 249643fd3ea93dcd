import { describe, expect, test } from 'vitest';
import { originSchema } from '../../../core/wire/origin.ts';

describe('an origin that an app may talk to', () => {
  test.each([
    ['https://api.open-meteo.com', 'https://api.open-meteo.com'],
    ['https://API.example.com/v1/forecast?x=1', 'https://api.example.com'],
    ['https://api.example.com:443/', 'https://api.example.com'],
    ['https://api.example.com:8443', 'https://api.example.com:8443'],
    ['https://someone:word@api.example.com', 'https://api.example.com'],
    ['https://xn--bcher-kva.example', 'https://xn--bcher-kva.example'],
  ])('may be named %s', (text, origin) => expect(originSchema.parse(text)).toBe(origin));

  test.each([
    'api.example.com',
    'http://api.example.com',
    'wss://api.example.com',
    'https://localhost',
    'https://printer',
    'https://app.localhost',
    'https://nas.local',
    'https://metadata.google.internal',
    'https://127.0.0.1',
    'https://127.1',
    'https://0x7f.1',
    'https://2130706433',
    'https://[::1]',
    'https://169.254.169.254',
    'https://*.example.com',
    "https://a.example;script-src 'unsafe-inline'",
    'https://a.example;script-src',
    'https://a.example,b.example',
    'https://a.example https://b.example',
    `https://${'a.'.repeat(150)}example`,
  ])('is never %j', (text) => expect(originSchema.safeParse(text).success).toBe(false));
});
