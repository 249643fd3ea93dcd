type AsyncMethod = (...args: never[]) => Promise<unknown>;
/** The methods of a port that a caller waits for: only those can be loaded at a call. */
type AsyncMethods<P> = { [K in keyof P as P[K] extends AsyncMethod ? K : never]: P[K] };

/**
 * A port whose adapter is loaded at the first call of one of `methods`, and once: what a process never asks costs it nothing at its start. A
 * load that failed is tried again at the next call.
 */
export function whenUsed<P, M extends keyof AsyncMethods<P>>(
  load: () => Promise<P>,
  methods: readonly M[],
): Pick<P, M> {
  let loading: Promise<P> | undefined;
  const port = async (): Promise<P> => {
    const asked = loading ?? load();
    loading = asked;
    try {
      return await asked;
    } catch (error) {
      if (loading === asked) loading = undefined;
      throw error;
    }
  };
  const waiting = methods.map((name) => [
    name,
    async (...args: never[]) => {
      const adapter = await port();
      return (adapter[name] as AsyncMethod)(...args);
    },
  ]);
  return Object.fromEntries(waiting) as Pick<P, M>;
}
