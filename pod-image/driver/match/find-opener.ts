import { type AriaNode, nodesOf } from './aria-node.ts';
import { alternativesOf, calledBy } from './find-control.ts';
import { likenessOf, tellingWords } from './name-score.ts';
import { isField } from './shown-words.ts';

/** The button that opens a form (`Add person`, `New note`, `+`): of several, the one that speaks of what is wanted, else the first. */
export function findOpener(page: AriaNode, what: string | readonly string[]): AriaNode | undefined {
  const openers = [...nodesOf(page)].filter(
    (node) =>
      ['button', 'link'].includes(node.role) &&
      node.ref !== undefined &&
      !node.isDisabled &&
      !standsByField(node) &&
      opens(calledBy(node)),
  );
  const wanted = alternativesOf(what).flatMap((text) => tellingWords(text));
  const speaksOfIt = (node: AriaNode): boolean =>
    likenessOf(tellingWords(calledBy(node)).slice(1), wanted).some((likeness) => likeness > 0);
  return openers.find(speaksOfIt) ?? openers[0];
}

const opens = (name: string): boolean =>
  likenessOf(tellingWords(name).slice(0, 1), ['add', 'write', 'compose'])[0] !== 0;

/** What stands beside a field sends it. */
const standsByField = (node: AriaNode): boolean =>
  node.parent !== undefined && node.parent.role !== 'page' && [...nodesOf(node.parent)].some(isField);
