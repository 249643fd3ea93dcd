import { DependencyRefused, type ErrorDetails } from '../../core/errors.ts';

export type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

/** An answer of GitHub that is not a success, as far as it is read. */
export interface Answer {
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: AnswerHeaders;
  readonly reasons: readonly string[];
  readonly method: string;
  readonly path: string;
}

interface RefusalOptions {
  readonly cause: unknown;
  readonly details: ErrorDetails;
}

/** The refusal of a request that the token may not make: it names the right that is missing as far as GitHub's headers tell it. */
export function missingRight({ headers }: Answer, options: RefusalOptions): DependencyRefused {
  const sso = String(headers['x-github-sso'] ?? '');
  if (sso.startsWith('required')) return new DependencyRefused('github-sso', wantsSignOn(sso), options);
  const needed = neededPermissions(headers) ?? neededScopes(headers);
  return new DependencyRefused('github-forbidden', needed ?? whatItNeeds, options);
}

const whatItNeeds =
  'The GitHub token may not do this. It needs to administer repositories and to write contents and pull requests of the owner in GITHUB_OWNER.';
const orElse = 'or put one that has it into GITHUB_TOKEN';

/** The address in the header lets whoever has it authorise the token, so only the organisation in it is told. */
function wantsSignOn(header: string): string {
  const organisation = /\/orgs\/([\w-]{1,100})\//.exec(header)?.[1] ?? 'The organisation';
  return `${organisation} requires single sign-on for the GitHub token. Its owner authorises it with "Configure SSO" at https://github.com/settings/tokens.`;
}

/** For an App and for a token of the fine-grained kind: lists of permissions, any one of which is enough. */
function neededPermissions(headers: AnswerHeaders): string | undefined {
  const accepted = String(headers['x-accepted-github-permissions'] ?? '');
  const lists = accepted
    .split(';')
    .map((list) => [...list.matchAll(/([a-z_]+)=([a-z]+)/g)].map(([, name, right]) => `${name}: ${right}`))
    .filter((list) => list.length > 0);
  if (lists.length === 0) return undefined;
  const either = lists.map((list) => list.join(' and ')).join(', or ');
  return `The GitHub token may not do this: it needs the permission ${either}. Give it that permission, ${orElse}.`;
}

/** For a classic token: scopes, any one of which is enough. */
function neededScopes(headers: AnswerHeaders): string | undefined {
  const [accepted, own] = ['x-accepted-oauth-scopes', 'x-oauth-scopes'].map((name) =>
    String(headers[name] ?? '')
      .split(/[\s,]+/)
      .filter((scope) => /^[\w:]+$/.test(scope)),
  ) as [string[], string[]];
  if (accepted.length === 0 || accepted.some((scope) => own.includes(scope))) return undefined;
  const has = own.length === 0 ? 'has none' : `has ${own.join(', ')}`;
  return `The GitHub token may not do this: it needs the scope ${accepted.join(' or ')}, and ${has}. Give it that scope, ${orElse}.`;
}
