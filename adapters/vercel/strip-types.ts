import { stripTypeScriptTypes } from 'node:module';
import { DependencyRefused } from '../../core/errors.ts';
import { isFunctionPath } from '../../core/pod/function-routes.ts';
import { renameTypedImports } from '../../core/pod/rename-imports.ts';

const typed = /\.(m?)ts$/;
const module = /\.(?:m?[jt]s|cjs)$/;

/**
 * A module of the functions as Vercel gets it: TypeScript with blanks in place of its types, under the name of a script, as the engine of
 * tests and of Gantry's own host reads it. Vercel's compiler would leave an import of `./sum.ts` as it is, and then find no such file. Undefined
 * for a module with more than types, such as an enum of the page's: no function that was tried can have imported it.
 */
export function withoutTypes(
  path: string,
  bytes: Uint8Array,
): { readonly path: string; readonly bytes: Uint8Array } | undefined {
  if (!module.test(path)) return { path, bytes };
  const source = new TextDecoder().decode(bytes);
  const plain = typed.test(path) ? stripped(path, source) : source;
  if (plain === undefined) return undefined;
  const script = renameTypedImports(plain);
  if (script === source && !typed.test(path)) return { path, bytes };
  return { path: path.replace(typed, '.$1js'), bytes: new TextEncoder().encode(script) };
}

function stripped(path: string, source: string): string | undefined {
  try {
    return stripTypeScriptTypes(source);
  } catch (cause) {
    if (!isFunctionPath(path)) return undefined;
    throw new DependencyRefused(
      'vercel-typescript',
      `${path} has TypeScript that is more than types. Write it without enums, namespaces and parameter properties.`,
      { cause },
    );
  }
}
