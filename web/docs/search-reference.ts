import type { Operation, Reference } from './open-api.ts';

/** The groups with those of their routes that have every word that is sought; a group without any is left out. */
export function searchReference(reference: Reference, sought: string): Reference['groups'] {
  const words = sought
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const matches = ({ method, path, summary, group }: Operation): boolean => {
    const text = `${method} ${path} ${summary} ${group}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return reference.groups
    .map(({ name, operations }) => ({ name, operations: operations.filter(matches) }))
    .filter(({ operations }) => operations.length > 0);
}
