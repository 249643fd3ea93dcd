import * as z from 'zod';

/** Where a session was begun: through which door, and what came through it. Families alone, no versions: it is for its owner to tell sessions apart, not to tell people apart. */
export const deviceSchema = z.strictObject({
  door: z.enum(['browser', 'terminal', 'program']),
  name: z.string().max(60),
});
export type Device = z.infer<typeof deviceSchema>;

/** The first that fits counts: most browsers also name those that they descend from. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bVersion\/\S+ .*\bSafari\//, 'Safari'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMacintosh\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

const programs: readonly (readonly [RegExp, string])[] = [
  [/^curl\//, 'curl'],
  [/^node\b/, 'Node'],
  [/^python/i, 'Python'],
];

/** The terminal, through which the gantry command comes. */
export const terminalDevice: Device = { door: 'terminal', name: 'The gantry command' };

/** The device that a User-Agent header tells of; whatever it says, it is no proof of anything. */
export function deviceOf(userAgent = ''): Device {
  if (userAgent.startsWith('gantry-cli/')) return terminalDevice;
  const browser = nameIn(browsers, userAgent);
  if (browser === undefined)
    return { door: 'program', name: nameIn(programs, userAgent) ?? 'Another program' };
  const system = nameIn(systems, userAgent);
  return { door: 'browser', name: system === undefined ? browser : `${browser} on ${system}` };
}

const nameIn = (names: readonly (readonly [RegExp, string])[], text: string): string | undefined =>
  names.find(([pattern]) => pattern.test(text))?.[1];
