import hljs from 'highlight.js/lib/core';
import css from 'highlight.js/lib/languages/css';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const grammars = { css, javascript, json, markdown, python, typescript, xml, yaml };
for (const [name, grammar] of Object.entries(grammars)) hljs.registerLanguage(name, grammar);

const languages: Readonly<Record<string, keyof typeof grammars>> = {
  cjs: 'javascript',
  css: 'css',
  htm: 'xml',
  html: 'xml',
  js: 'javascript',
  json: 'json',
  jsx: 'javascript',
  md: 'markdown',
  mjs: 'javascript',
  py: 'python',
  svg: 'xml',
  ts: 'typescript',
  tsx: 'typescript',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

/** A piece of a line with the kind that its colour goes by; none is plain text. */
export interface Run {
  readonly kind: string | undefined;
  readonly text: string;
}

/** Longer text is shown without colours: finding them would hold the page up. */
const maxColoured = 200_000;

/**
 * Text as coloured lines. What the library makes of it is read in a document of its own, which runs and loads nothing, and only names of colours
 * and text are taken from there: no markup ever reaches the page.
 */
export function colourLines(text: string, path: string): readonly (readonly Run[])[] {
  const language = languages[path.split('.').at(-1)?.toLowerCase() ?? ''];
  if (language === undefined || text.length > maxColoured)
    return text.split('\n').map((line) => [{ kind: undefined, text: line }]);
  const { value } = hljs.highlight(text, { language, ignoreIllegals: true });
  const inert = new DOMParser().parseFromString(`<pre>${value}</pre>`, 'text/html');
  return linesOf(runsIn(inert.body, undefined));
}

function runsIn(node: Node, kind: string | undefined): readonly Run[] {
  return [...node.childNodes].flatMap((child): readonly Run[] => {
    if (child instanceof Text) return [{ kind, text: child.data }];
    if (!(child instanceof Element)) return [];
    return runsIn(child, /^hljs-([a-z]+)/.exec(child.className)?.[1] ?? kind);
  });
}

function linesOf(runs: readonly Run[]): readonly (readonly Run[])[] {
  const lines: Run[][] = [[]];
  for (const { kind, text } of runs) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ kind, text: part });
    }
  }
  return lines;
}
