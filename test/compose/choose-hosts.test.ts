import { expect, test } from 'vitest';
import { chooseHosts } from '../../compose/deployer/hosts.ts';
import { readOrMakeKeys } from '../../compose/hosts/keys.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';

const url = 'http://hosts:8080';
const nothing = { token: undefined, owner: undefined, team: undefined };

test('missions publish and deploy to the stack’s own hosts where no token is given', () => {
  const keysFolder = temporaryHome();
  const keys = readOrMakeKeys(keysFolder);
  expect(chooseHosts({ url, keysFolder, gitHub: { ...nothing, owner: 'ada' }, vercel: nothing })).toEqual({
    environment: { GITHUB_API_URL: url, VERCEL_API_URL: url, GANTRY_LOCALHOST_PAGES: url },
    context: {},
    gitHubSecret: { token: keys.git_hub_token, webhook_secret: keys.webhook_secret },
    vercelSecret: { token: keys.vercel_token },
  });
  expect(new Set(Object.values(keys)).size).toBe(3);
});

test('a token leads to its real service, alone or with the other', () => {
  const keysFolder = temporaryHome();
  const keys = readOrMakeKeys(keysFolder);
  const gitHub = { token: 'real', owner: 'ada' };
  expect(chooseHosts({ url, keysFolder, gitHub, vercel: nothing })).toEqual({
    environment: { VERCEL_API_URL: url, GANTRY_LOCALHOST_PAGES: url },
    context: { githubOwner: 'ada' },
    gitHubSecret: { token: 'real' },
    vercelSecret: { token: keys.vercel_token },
  });
  const vercel = { token: 'real too', team: 'acme' };
  expect(chooseHosts({ url, keysFolder, gitHub, vercel })).toMatchObject({
    environment: {},
    context: { githubOwner: 'ada', vercelTeam: 'acme' },
    vercelSecret: { token: 'real too' },
  });
});
