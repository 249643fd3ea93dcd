import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import { defaultTreeAdapter, parse } from 'parse5';
import * as z from 'zod';
import { attributeRules } from './attribute-rules.ts';
import type { Broken, Reference, SourceFacts } from './read-module.ts';
import { readModule } from './read-module.ts';

/** Browsers nest no deeper; beyond it every tag would look through all that are open. */
const maxDepth = 512;

interface PageFacts extends SourceFacts {
  /** Bare names that the page's import map leads to its own files. */
  readonly mapped: readonly string[];
}

/** Reads a page as a browser would: attributes and inline scripts. Undefined for one whose tags are nested too deeply, or whose script is none. */
export function readPage(text: string): PageFacts | undefined {
  const document = parsePage(text);
  if (document === undefined) return undefined;
  const references: Reference[] = [];
  const broken: Broken[] = [];
  const mapped: string[] = [];
  for (const element of elementsOf(document)) {
    broken.push(...attributeRules(element));
    if (element.tagName !== 'script') continue;
    references.push(...sourceOf(element));
    mapped.push(...mappedNames(element));
    const script = readInline(element);
    if (script === undefined) return undefined;
    references.push(...script.references);
    broken.push(...script.broken);
  }
  return { references, broken, mapped };
}

function parsePage(text: string): Tree.Document | undefined {
  let depth = 0;
  const treeAdapter = {
    ...defaultTreeAdapter,
    onItemPush: (): void => {
      depth += 1;
      if (depth > maxDepth) throw new RangeError('nested too deeply');
    },
    onItemPop: (): void => {
      depth -= 1;
    },
  };
  try {
    return parse(text, { sourceCodeLocationInfo: true, treeAdapter });
  } catch {
    return undefined;
  }
}

function* elementsOf(document: Tree.Document): Generator<Tree.Element> {
  const pending: Tree.Node[] = [document];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('attrs' in node) yield node;
    if ('content' in node) pending.push(node.content);
    if ('childNodes' in node)
      for (let at = node.childNodes.length - 1; at >= 0; at -= 1)
        pending.push(node.childNodes[at] as Tree.Node);
  }
}

const attributeOf = (element: Tree.Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value;
/** Scripts and texts are never made up by the parser, so they have a place. */
const lineOf = (node: Tree.Element | Tree.TextNode): number =>
  (node.sourceCodeLocation as { readonly startLine: number }).startLine;
const textOf = (element: Tree.Element): Tree.TextNode | undefined =>
  element.childNodes.find((child): child is Tree.TextNode => child.nodeName === '#text');

function sourceOf(element: Tree.Element): Reference[] {
  const specifier = attributeOf(element, 'src') ?? attributeOf(element, 'href');
  return specifier === undefined
    ? []
    : [{ specifier: relative(specifier), line: lineOf(element), isImport: false }];
}

/** A page's addresses need no dot to be its own. */
function relative(address: string): string {
  return /^(?:[a-z]+:|\.{0,2}\/)/i.test(address) ? address : `./${address}`;
}

/** Types that a browser runs; any other is data. */
const scriptType = /^(?:module|(?:text|application)\/(?:x-)?(?:java|ecma)script)?$/i;

function readInline(element: Tree.Element): SourceFacts | undefined {
  const text = textOf(element);
  const isScript = scriptType.test((attributeOf(element, 'type') ?? '').trim());
  if (text === undefined || !isScript) return { references: [], broken: [] };
  const facts = readModule(text.value, 'js');
  const before = lineOf(text) - 1;
  return (
    facts && {
      references: facts.references.map((reference) => ({ ...reference, line: reference.line + before })),
      broken: facts.broken.map(({ rule, line }) => ({ rule, line: line + before })),
    }
  );
}

const mapSchema = z.looseObject({ imports: z.record(z.string(), z.unknown()) });

function mappedNames(element: Tree.Element): string[] {
  if (attributeOf(element, 'type')?.trim().toLowerCase() !== 'importmap') return [];
  try {
    return Object.keys(mapSchema.parse(JSON.parse(textOf(element)?.value ?? '')).imports);
  } catch {
    return [];
  }
}
