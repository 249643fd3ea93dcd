import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const keySchema = z.string().min(32);
const keysSchema = z.strictObject({
  git_hub_token: keySchema,
  vercel_token: keySchema,
  webhook_secret: keySchema,
  neon_api_key: keySchema,
});
export type HostKeys = z.infer<typeof keysSchema>;

const newKey = (): string => randomBytes(32).toString('base64url');

/** The keys that the stand-ins admit, made at the first start, and one of a stand-in that is new since at the next; the deployer reads the same file. */
export function readOrMakeKeys(folder: string): HostKeys {
  const path = join(folder, 'keys.json');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as object) : {};
  const keys = keysSchema.parse({
    ...{ git_hub_token: newKey(), vercel_token: newKey(), webhook_secret: newKey(), neon_api_key: newKey() },
    ...known,
  });
  if (Object.keys(known).length < Object.keys(keys).length) writeWhole(path, `${JSON.stringify(keys)}\n`);
  return keys;
}

/** Whoever reads it meanwhile reads all of it. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, text, { flag: 'wx', mode: 0o600, flush: true });
  renameSync(draft, path);
}
