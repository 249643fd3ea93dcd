import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAppSecrets } from '../../../adapters/local/app-secrets.ts';
import { appIdSchema } from '../../../core/wire/ids.ts';
import { testAppSecrets } from '../../contract/app-secrets.ts';
import { temporaryHome } from './temporary-home.ts';

testAppSecrets('files', () => ({ secrets: createAppSecrets({ home: temporaryHome() }) }));

test('is readable for its owner alone, and leaves nothing beside it', async () => {
  const home = temporaryHome();
  const app = appIdSchema.parse(`app_${'0'.repeat(26)}`);
  const secrets = createAppSecrets({ home });
  for (const value of ['first', 'second'])
    await secrets.set(app, 'API_KEY', value, AbortSignal.timeout(9_000));
  const folder = join(home, 'app-secrets', app);
  expect(readdirSync(folder)).toEqual(['API_KEY']);
  expect(statSync(join(folder, 'API_KEY')).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
