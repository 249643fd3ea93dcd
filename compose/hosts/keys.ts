import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const keysSchema = z.strictObject({
  git_hub_token: z.string().min(32),
  vercel_token: z.string().min(32),
  webhook_secret: z.string().min(32),
});
export type HostKeys = z.infer<typeof keysSchema>;

const newKey = (): string => randomBytes(32).toString('base64url');

/** The keys that the stand-ins admit, made at the first start; the deployer reads the same file. */
export function readOrMakeKeys(folder: string): HostKeys {
  const path = join(folder, 'keys.json');
  const fresh = { git_hub_token: newKey(), vercel_token: newKey(), webhook_secret: newKey() };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, `${JSON.stringify(fresh)}\n`, { flag: 'wx', mode: 0o600, flush: true });
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return keysSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  }
}
