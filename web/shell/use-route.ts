import { useEffect, useState } from 'preact/hooks';
import type { Route } from './route.ts';
import { hrefOf, parseRoute } from './route.ts';

/** Where the console is, as links and the back button move it. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const read = (): void => setRoute(parseRoute(location.hash));
    addEventListener('hashchange', read);
    // A part below may have moved it before this listened.
    read();
    return () => removeEventListener('hashchange', read);
  }, []);
  return route;
}

/** Goes to a screen; `replace` leaves no step for the back button. */
export function goTo(route: Route, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') {
    location.hash = hrefOf(route);
    return;
  }
  history.replaceState(null, '', hrefOf(route));
  dispatchEvent(new HashChangeEvent('hashchange'));
}
