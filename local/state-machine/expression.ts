import jsonata from 'jsonata';
import { StateFailed } from './fault.ts';

/** What an expression sees as `$states`. */
export interface StatesBinding {
  readonly input: unknown;
  readonly context: unknown;
  readonly result?: unknown;
  readonly errorOutput?: unknown;
}

/** A JSON value with its `{% %}` strings compiled; evaluating throws StateFailed with States.QueryEvaluationError. */
export type Template = (states: StatesBinding) => Promise<unknown>;

/** Tells about one thing in a definition that cannot be run, by its path. */
export type Refuse = (path: string, problem: string) => void;

function failed(path: string, problem: string): StateFailed {
  return new StateFailed('States.QueryEvaluationError', `${path}: ${problem}`);
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : undefined;
  const plain = typeof error === 'object' && error !== null && 'message' in error ? error.message : error;
  return message ?? String(plain);
}

function compileExpression(source: string, path: string): Template {
  const expression = jsonata(source);
  return async (states) => {
    const value = await expression.evaluate(undefined, { states }).catch((error: unknown) => {
      throw failed(path, describe(error));
    });
    const json = JSON.stringify(value);
    if (json === undefined) throw failed(path, `${source.trim()} gives nothing`);
    return JSON.parse(json);
  };
}

function compileString(text: string, path: string, refuse: Refuse): Template {
  const asItStands: Template = async () => text;
  const opens = text.startsWith('{%');
  if (opens !== text.endsWith('%}')) {
    refuse(path, 'an expression starts with {% and ends with %}');
    return asItStands;
  }
  if (text.includes('${')) refuse(path, 'a placeholder is resolved in FunctionName only');
  if (!opens) return asItStands;
  try {
    return compileExpression(text.slice(2, -2), path);
  } catch (error) {
    refuse(path, `not JSONata: ${describe(error)}`);
    return asItStands;
  }
}

function compileObject(value: object, path: string, refuse: Refuse): Template {
  const fields = Object.entries(value).map(
    ([key, item]) => [key, compileTemplate(item, `${path}.${key}`, refuse)] as const,
  );
  return async (states) =>
    Object.fromEntries(
      await Promise.all(fields.map(async ([key, template]) => [key, await template(states)])),
    );
}

/** Compiles every expression inside a JSON value once; bad syntax is refused here and not when it first runs. */
export function compileTemplate(value: unknown, path: string, refuse: Refuse): Template {
  if (typeof value === 'string') return compileString(value, path, refuse);
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compileTemplate(item, `${path}[${index}]`, refuse));
    return (states) => Promise.all(items.map((template) => template(states)));
  }
  if (typeof value === 'object' && value !== null) return compileObject(value, path, refuse);
  return async () => value;
}
