import { type AriaNode, readAriaTree } from '../../../../pod-image/driver/match/aria-node.ts';

/** A tree as the browser gives it, with references in reading order where none is given. */
export function treeOf(json: readonly unknown[]): AriaNode {
  let next = 0;
  const withRefs = (item: unknown): unknown => {
    if (typeof item !== 'object' || item === null) return item;
    next += 1;
    const ref = `e${next}`;
    const { children, ...rest } = item as { readonly children?: readonly unknown[] };
    return { ref, ...rest, ...(children && { children: children.map(withRefs) }) };
  };
  return readAriaTree(json.map(withRefs));
}

export const button = (name: string, more: object = {}): object => ({ role: 'button', name, ...more });
export const field = (name: string, more: object = {}): object => ({ role: 'textbox', name, ...more });
export const row = (...children: readonly unknown[]): object => ({ role: 'listitem', children });
export const list = (...children: readonly unknown[]): object => ({ role: 'list', children });
