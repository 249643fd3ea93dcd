import canonicalize from 'canonicalize';

/** The RFC 8785 form of an object, which everything that is hashed or signed goes through. */
export function canonicalJson(value: object): string {
  // Undefined comes back for nothing but undefined and functions.
  return canonicalize(value) as string;
}
