import canonicalize from 'canonicalize';

/** What `ordered` answers for anything whose RFC 8785 form is not surely what JSON.stringify writes. */
const unsure = Symbol('unsure');
/** Deeper values are left to the library, which does not recurse. */
const maxDepth = 64;

/**
 * The RFC 8785 form of an object, which everything that is hashed or signed goes through; throws for what has none (NaN, a lone surrogate).
 * Ordinary JSON is put in order and written by the engine, several times as fast as the `canonicalize` package, which does all the rest.
 */
export function canonicalJson(value: object): string {
  const plain = ordered(value, 0);
  if (plain !== unsure) {
    const text = JSON.stringify(plain);
    // JSON.stringify escapes a lone surrogate, where RFC 8785 has no answer. What merely looks like one is left to the library too.
    if (!text.includes('\\ud')) return text;
  }
  // Undefined comes back for nothing but undefined and functions.
  return canonicalize(value) as string;
}

/** The value with the members of every object in order: itself where they are already, so that nothing is copied for nothing. */
function ordered(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : unsure;
    case 'object':
      return value === null ? null : orderedContainer(value, depth + 1);
    default:
      return unsure;
  }
}

function orderedContainer(value: object, depth: number): unknown {
  if (depth > maxDepth) return unsure;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) return orderedArray(value as readonly unknown[], depth);
  return prototype === Object.prototype ? orderedObject(value as JsonObject, depth) : unsure;
}

function orderedArray(values: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < values.length; index += 1) {
    const item = ordered(values[index], depth);
    if (item === unsure) return unsure;
    if (item !== values[index]) copy ??= [...values];
    if (copy !== undefined) copy[index] = item;
  }
  return copy ?? values;
}

type JsonObject = Readonly<Record<string, unknown>>;

function orderedObject(object: JsonObject, depth: number): unknown {
  let source: JsonObject = object;
  let isSorted = true;
  let last = '';
  // Twice as fast as Object.keys, which makes an array; the prototype is Object's own and has nothing to enumerate.
  for (const key in object) {
    const value = keepsItsPlace(key) ? ordered(object[key], depth) : unsure;
    if (value === unsure) return unsure;
    if (value !== object[key]) source = { ...source, [key]: value };
    isSorted &&= follows(key, last);
    last = key;
  }
  return isSorted ? source : sorted(source);
}

/** Most keys differ in their first character, and numbers compare faster than strings. */
function follows(key: string, last: string): boolean {
  const first = key.charCodeAt(0);
  const lastFirst = last.charCodeAt(0);
  return first > lastFirst || (first !== lastFirst ? last === '' : key > last);
}

/** Engines put keys like array indexes before all others, and `__proto__` is no member. */
function keepsItsPlace(key: string): boolean {
  const first = key.charCodeAt(0);
  return (first > 0x39 || first < 0x30) && key !== '__proto__';
}

function sorted(source: JsonObject): JsonObject {
  const object: Record<string, unknown> = {};
  for (const key of Object.keys(source).sort()) object[key] = source[key];
  return object;
}
