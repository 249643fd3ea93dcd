import type { DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Broken } from './read-module.ts';

type Test = (value: string, element: Tree.Element) => boolean;
interface AttributeRule {
  readonly rule: string;
  /** Undefined for every element. */
  readonly elements?: readonly string[];
  readonly attributes: RegExp;
  readonly test: Test;
}

/** An address as a browser reads it: blanks around it and line ends within it are nothing, a backslash is a slash. */
const addressOf = (value: string): string =>
  value
    .replace(/[\t\n\r]/g, '')
    .replace(/^[\0- ]+/, '')
    .replaceAll('\\', '/');
const isForeignAddress = (address: string): boolean => /^(?:(?:https?|wss?|ftp):|\/\/)/i.test(address);
const isForeign: Test = (value) => isForeignAddress(addressOf(value));
const isScript: Test = (value) => /^(?:javascript|vbscript):/i.test(addressOf(value));
const always: Test = () => true;
const isForeignSet: Test = (value, element) => value.split(',').some((part) => isForeign(part, element));
const loads = /\b(?:stylesheet|preload|modulepreload|prefetch|preconnect|dns-prefetch|icon|manifest)\b/i;
const isLoading: Test = (value, element) =>
  isForeign(value, element) &&
  element.attrs.some(({ name, value: rel }) => name === 'rel' && loads.test(rel));

const rules: readonly AttributeRule[] = [
  { rule: 'inline-handler', attributes: /^on[a-z]{2,}$/, test: always },
  {
    rule: 'script-address',
    attributes: /^(?:href|src|action|formaction|data|to|values|from)$/,
    test: isScript,
  },
  { rule: 'third-party-script', elements: ['script'], attributes: /^(?:src|href)$/, test: isForeign },
  { rule: 'third-party-link', elements: ['link'], attributes: /^href$/, test: isLoading },
  {
    rule: 'third-party-media',
    elements: [
      'img',
      'image',
      'iframe',
      'video',
      'audio',
      'source',
      'embed',
      'object',
      'track',
      'input',
      'use',
      'feimage',
    ],
    attributes: /^(?:src|data|poster|href)$/,
    test: isForeign,
  },
  { rule: 'third-party-media', elements: ['img', 'source'], attributes: /^srcset$/, test: isForeignSet },
  {
    rule: 'page-redirect',
    elements: ['meta'],
    attributes: /^http-equiv$/,
    test: (value) => /^\s*refresh\s*$/i.test(value),
  },
  { rule: 'page-base', elements: ['base'], attributes: /^(?:href|target)$/, test: always },
  { rule: 'page-in-page', elements: ['iframe'], attributes: /^srcdoc$/, test: always },
  { rule: 'foreign-form', attributes: /^(?:action|formaction)$/, test: isForeign },
  { rule: 'tracker', elements: ['a', 'area'], attributes: /^ping$/, test: always },
];

/** The rules that an element's attributes break, each at the line where the attribute begins. */
export function attributeRules(element: Tree.Element): Broken[] {
  const { tagName, attrs, sourceCodeLocation } = element;
  const places = sourceCodeLocation?.attrs;
  return attrs.flatMap(({ name, value }) =>
    rules
      .filter(({ elements, attributes, test }) => {
        const isMeant = elements === undefined || elements.includes(tagName.toLowerCase());
        return isMeant && attributes.test(name.toLowerCase()) && test(value, element);
      })
      .map(({ rule }) => ({
        rule,
        line: places?.[name]?.startLine ?? 1,
        ...picturesOf(rule, element, value),
      })),
  );
}

/** Elements that show pictures and nothing else. */
const pictures = /^(?:img|image|source|feimage)$/i;

function picturesOf(rule: string, { tagName }: Tree.Element, value: string): Pick<Broken, 'pictures'> {
  if (rule !== 'third-party-media' || !pictures.test(tagName)) return {};
  return { pictures: value.split(',').map(addressOf).filter(isForeignAddress) };
}
