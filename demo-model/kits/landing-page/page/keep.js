import { openStorage, safeBacking } from '../src/storage.js';

/** Keeps what a visitor chooses or writes in their own browser. */
export function wireKeeping(app) {
  app.storage = openStorage(
    'landing-page',
    1,
    safeBacking(() => window.localStorage),
  );
}
