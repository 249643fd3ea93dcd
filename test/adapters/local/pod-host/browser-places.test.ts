import { describe, expect, it } from 'vitest';
import { browserPlaces } from '../../../../adapters/local/pod-host/browser-places.ts';

const windows = {
  ProgramFiles: 'C:\\Program Files',
  'ProgramFiles(x86)': 'C:\\Program Files (x86)',
  LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local',
};

describe('where a browser is looked for', () => {
  it.each([
    ['linux', 'shells', '/usr/bin/chromium-headless-shell'],
    ['linux', 'whole', '/usr/bin/chromium'],
    ['linux', 'whole', '/usr/bin/google-chrome'],
    ['linux', 'whole', '/usr/bin/microsoft-edge'],
    ['darwin', 'whole', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['darwin', 'whole', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
    ['darwin', 'whole', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge'],
    ['darwin', 'whole', '/Users/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['win32', 'whole', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'],
    ['win32', 'whole', 'C:\\Users\\ada\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe'],
    ['win32', 'whole', 'C:\\Users\\ada\\AppData\\Local\\Chromium\\Application\\chrome.exe'],
    ['win32', 'whole', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'],
  ] as const)('on %s among the %s: %s', (platform, kind, path) => {
    const places = browserPlaces(platform, { env: windows, home: '/Users/ada' });
    expect(places[kind]).toContain(path);
  });

  it('leaves out the folders that Windows does not name, and knows no others', () => {
    const { shells, whole } = browserPlaces('win32', {
      env: { LOCALAPPDATA: 'D:\\Local', ProgramFiles: '' },
    });
    expect(shells).toEqual([]);
    expect(whole.every((path) => path.startsWith('D:\\Local\\'))).toBe(true);
    expect(browserPlaces('freebsd')).toEqual({ shells: [], whole: [] });
  });
});
