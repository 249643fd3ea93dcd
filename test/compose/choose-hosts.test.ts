import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseHosts } from '../../compose/deployer/hosts.ts';
import { readOrMakeKeys } from '../../compose/hosts/keys.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';

const url = 'http://hosts:8080';
const nothing = { token: undefined, owner: undefined, team: undefined };
const noNeon = { key: undefined, organisation: undefined };
const ownData = { NEON_API_URL: `${url}/api/v2`, NEON_SQL_URL: `${url}/sql` };

test('missions publish and deploy to the stack’s own hosts where no token is given', () => {
  const keysFolder = temporaryHome();
  const keys = readOrMakeKeys(keysFolder);
  const gitHub = { ...nothing, owner: 'ada' };
  const neon = { key: 'of no use', organisation: 'org-1' };
  expect(chooseHosts({ url, keysFolder, gitHub, vercel: nothing, neon })).toEqual({
    environment: { GITHUB_API_URL: url, VERCEL_API_URL: url, GANTRY_LOCALHOST_PAGES: url, ...ownData },
    context: { neon: 'on' },
    gitHubSecret: { token: keys.git_hub_token, webhook_secret: keys.webhook_secret },
    vercelSecret: { token: keys.vercel_token },
    neonSecret: { api_key: keys.neon_api_key },
  });
  expect(new Set(Object.values(keys)).size).toBe(4);
});

test('a token leads to its real service, alone or with the other', () => {
  const keysFolder = temporaryHome();
  const keys = readOrMakeKeys(keysFolder);
  const gitHub = { token: 'real', owner: 'ada' };
  expect(chooseHosts({ url, keysFolder, gitHub, vercel: nothing, neon: noNeon })).toEqual({
    environment: { VERCEL_API_URL: url, GANTRY_LOCALHOST_PAGES: url, ...ownData },
    context: { githubOwner: 'ada', neon: 'on' },
    gitHubSecret: { token: 'real' },
    vercelSecret: { token: keys.vercel_token },
    neonSecret: { api_key: keys.neon_api_key },
  });
  const vercel = { token: 'real too', team: 'acme' };
  expect(chooseHosts({ url, keysFolder, gitHub, vercel, neon: noNeon })).toEqual({
    environment: {},
    context: { githubOwner: 'ada', vercelTeam: 'acme' },
    gitHubSecret: { token: 'real' },
    vercelSecret: { token: 'real too' },
  });
  const neon = { key: 'real as well', organisation: 'org-1' };
  expect(chooseHosts({ url, keysFolder, gitHub, vercel, neon })).toMatchObject({
    environment: {},
    context: { neon: 'on', neonOrg: 'org-1' },
    neonSecret: { api_key: 'real as well' },
  });
});

test('a key of a host that is new since the first start is made at the next, and the others stay', () => {
  const folder = temporaryHome();
  const { neon_api_key: _, ...older } = readOrMakeKeys(folder);
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(older));
  const keys = readOrMakeKeys(folder);
  expect(keys).toMatchObject(older);
  expect(readOrMakeKeys(folder)).toEqual(keys);
  expect(readdirSync(folder)).toEqual(['keys.json']);
});
