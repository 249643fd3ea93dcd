import { createRequire } from 'node:module';
import { after, afterEach, before } from 'node:test';
import type { GlobalRegistrator } from '@happy-dom/global-registrator';

const require = createRequire(import.meta.url);
let isOpen = false;

/** Gives the process `document`, `window` and the rest, with what Testing Library asks of a test runner by name to clean up after each test. */
export function openDom(): void {
  if (isOpen) return;
  isOpen = true;
  const registrator = require('@happy-dom/global-registrator') as {
    readonly GlobalRegistrator: typeof GlobalRegistrator;
  };
  registrator.GlobalRegistrator.register({ url: 'http://localhost/', width: 1280, height: 800 });
  Object.assign(globalThis, { afterEach, beforeAll: before, afterAll: after });
}
