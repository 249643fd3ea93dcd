import { registerHooks } from 'node:module';

/**
 * Lets a module of the app import `./sum.js` where `sum.ts` is what lies there, as TypeScript writes it: on the host, where types are stripped
 * before, that file has the name.
 */
export function resolveTypescript(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        const typed = typedNameOf(specifier);
        if (typed === undefined || (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND')
          throw error;
        return resolveOr(() => nextResolve(typed, context), error);
      }
    },
  });
}

/** Whoever looks for a module that is nowhere is told of the name that it wrote. */
function resolveOr<T>(resolve: () => T, otherwise: unknown): T {
  try {
    return resolve();
  } catch {
    throw otherwise;
  }
}

const typedNameOf = (specifier: string): string | undefined =>
  /^\.{1,2}\/.*\.m?js$/.test(specifier) ? specifier.replace(/js$/, 'ts') : undefined;
