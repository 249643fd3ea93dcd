import { describe, expect, test } from 'vitest';
import { deviceOf, deviceSchema } from '../../../core/access/device.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('a device', () => {
  test.each([
    [
      'Chrome on Windows',
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
    ],
    ['Chrome on Linux', `Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/141.0.0.0 Safari/537.36`],
    [
      'Chrome on Android',
      `Mozilla/5.0 (Linux; Android 10; K) ${webkit} Chrome/141.0.0.0 Mobile Safari/537.36`,
    ],
    [
      'Chrome on ChromeOS',
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webkit} Chrome/141.0.0.0 Safari/537.36`,
    ],
    [
      'Edge on Windows',
      `Mozilla/5.0 (Windows NT 10.0) ${webkit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`,
    ],
    [
      'Opera on macOS',
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Chrome/141.0 Safari/537.36 OPR/120.0`,
    ],
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'],
    [
      'Safari on iOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
    ],
    ['Firefox', 'Mozilla/5.0 (Haiku) Gecko/20100101 Firefox/144.0'],
  ])('is %s by its browser and its system', (name, userAgent) => {
    expect(deviceOf(userAgent)).toEqual({ door: 'browser', name });
  });

  test.each([
    ['The gantry command', 'terminal', 'gantry-cli/0.1.0 (linux)'],
    ['curl', 'program', 'curl/8.5.0'],
    ['Node', 'program', 'node'],
    ['Python', 'program', 'python-requests/2.32'],
    ['Another program', 'program', 'Siri/1.0'],
    ['Another program', 'program', undefined],
  ])('is %s where no browser came through the door %s', (name, door, userAgent) => {
    expect(deviceOf(userAgent)).toEqual({ door, name });
  });

  test('keeps nothing of what a header says beyond the names that it knows', () => {
    const hostile = `<script>${'x'.repeat(10_000)}</script> Chrome/1`;
    expect(deviceSchema.parse(deviceOf(hostile))).toEqual({ door: 'browser', name: 'Chrome' });
  });
});
