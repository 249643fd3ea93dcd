import { tsPlugin } from '@sveltejs/acorn-typescript';
import type { Options } from 'acorn';
import { Parser } from 'acorn';
import jsx from 'acorn-jsx';
import type { SourceNode } from './source-node.ts';

/** Which grammar a file is written in, by its ending. */
export type Grammar = 'js' | 'jsx' | 'ts' | 'tsx';

/** Tokens that the parser may read of a text, those included that it reads again. */
const tokensPerCharacter = 2;
const tokensOfAny = 2_000;

/** What every way through acorn goes through, and its types do not name. */
interface Reader {
  readonly input: string;
  nextToken(): void;
}

/**
 * Keeps reading to a time that grows with the length of the text. TypeScript is read by trying and going back, which nesting multiplies:
 * reading ends where it has read far more than there is. Whether a name is declared twice costs a look at all names before it, and is nothing
 * that matters here.
 */
function bounded(Base: typeof Parser): typeof Parser {
  const Open = Base as unknown as new (...given: readonly unknown[]) => Reader;
  class Bounded extends Open {
    #read = 0;
    override nextToken(): void {
      this.#read += 1;
      if (this.#read > tokensOfAny + tokensPerCharacter * this.input.length)
        throw new RangeError('too many tokens');
      super.nextToken();
    }
    declareName(): void {}
    checkLocalExport(): void {}
  }
  return Bounded as unknown as typeof Parser;
}

const parsers = {
  js: Parser.extend(bounded),
  jsx: Parser.extend(jsx(), bounded),
  ts: Parser.extend(tsPlugin(), bounded),
  tsx: Parser.extend(tsPlugin({ jsx: {} }), bounded),
};

const common: Options = {
  ecmaVersion: 'latest',
  allowHashBang: true,
  allowReturnOutsideFunction: true,
  allowSuperOutsideMethod: true,
};

/** The grammar of a path, or undefined for what is no script. */
export function grammarOf(path: string): Grammar | undefined {
  const ending = /\.[cm]?(js|jsx|ts|tsx)$/i.exec(path)?.[1]?.toLowerCase();
  return ending as Grammar | undefined;
}

/** A program, or undefined for a text that is none or that cannot be read in a time that grows with its length. */
export function parseSource(text: string, grammar: Grammar): SourceNode | undefined {
  return parseAs(text, grammar, 'module') ?? parseAs(text, grammar, 'script');
}

function parseAs(text: string, grammar: Grammar, sourceType: 'module' | 'script'): SourceNode | undefined {
  // The reader of TypeScript needs places.
  const locations = grammar === 'ts' || grammar === 'tsx';
  try {
    return parsers[grammar].parse(text, { ...common, locations, sourceType }) as unknown as SourceNode;
  } catch {
    return undefined;
  }
}
