/** Checks whose ids stand for one each; one whose id comes twice gets the next free number. */
export function withOwnIds<T extends { readonly id: string }>(checks: readonly T[]): T[] {
  const taken = new Set<string>();
  let next = Math.max(0, ...checks.map(({ id }) => Number(id.slice(1)))) + 1;
  return checks.map((check) => {
    const id = taken.has(check.id) ? `c${next++}` : check.id;
    taken.add(id);
    return { ...check, id };
  });
}
