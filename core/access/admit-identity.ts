import type { AdmissionPolicy, VouchedIdentity } from '../ports/identity-provider.ts';
import type { Role } from '../wire/http.ts';

/** `role` is undefined where the provider has no say in it. */
export type Admission =
  | { readonly isAdmitted: false }
  | { readonly isAdmitted: true; readonly role: Role | undefined };

/** Decides whether a vouched identity may come in: by the domain of its verified address and by its groups, each where asked. */
export function admitIdentity(identity: VouchedIdentity, policy: AdmissionPolicy): Admission {
  const { allowedDomains, allowedGroups, adminGroups } = policy;
  const asksNothing = allowedDomains.length === 0 && allowedGroups.length === 0;
  const isOfDomain = allowedDomains.length === 0 || allowedDomains.includes(domainOf(identity.email));
  const isOfGroup = allowedGroups.length === 0 || isInOneOf(identity, allowedGroups);
  if (asksNothing || !isOfDomain || !isOfGroup) return { isAdmitted: false };
  if (adminGroups.length === 0) return { isAdmitted: true, role: undefined };
  return { isAdmitted: true, role: isInOneOf(identity, adminGroups) ? 'admin' : 'member' };
}

const isInOneOf = ({ groups }: VouchedIdentity, wanted: readonly string[]): boolean =>
  groups.some((group) => wanted.includes(group));

/** What follows the last @; a quoted local part may hold one of its own. */
const domainOf = (email = ''): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

const maxWishLength = 56;

/** The user name that an identity would like: what the provider calls it, or the local part of its address, in our letters. */
export function wishedUsername({ username, email }: VouchedIdentity): string {
  const plain = (username ?? email ?? '')
    .replace(/@.*$/s, '')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, maxWishLength);
  return plain === '' ? 'user' : plain;
}
