import { createHash } from 'node:crypto';
import type { ArtifactFile } from '../../core/ports/app-host.ts';

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>Not released yet</title>
<style>
  :root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif; }
  body { min-height: 90vh; margin: 0; display: grid; place-content: center; text-align: center; padding: 1rem; }
</style>
<main><h1>Not released yet</h1><p>This app goes live when its first pull request is merged.</p></main>
</html>
`;

/** What stands at a new app's stable address until something is merged; the same bytes for every app. */
export const placeholderFiles: readonly ArtifactFile[] = [{ path: 'index.html', bytes: Buffer.from(page) }];

/** Names the placeholder among a project's deployments. */
export const placeholderSha256: string = createHash('sha256').update(page).digest('hex');
