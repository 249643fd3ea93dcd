import { useEffect, useState } from 'preact/hooks';
import type { Route } from './route.ts';
import { readShortcut, type ShortcutAct } from './shortcuts.ts';
import { areSingleKeysOn, isTypingIn } from './single-keys.ts';
import { goTo } from './use-route.ts';

/** What lies over the screen, and how to open it. */
export interface Overlays {
  readonly open: 'search' | 'shortcuts' | undefined;
  readonly show: (which: 'search' | 'shortcuts') => void;
  readonly close: () => void;
}

const places: Readonly<Record<Exclude<ShortcutAct, 'search' | 'shortcuts'>, Route>> = {
  home: { screen: 'home' },
  apps: { screen: 'apps' },
  missions: { screen: 'missions', q: '', status: '', owner: '' },
};

/** Opens search and the list of shortcuts by key, and goes where other keys lead, while `isOn`. */
export function useOverlays(isOn: boolean): Overlays {
  const [open, setOpen] = useState<Overlays['open']>();
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent): void => {
      const isTyping = isTypingIn(document.activeElement);
      const act = readShortcut(event, { isTyping, singleKeysOn: areSingleKeysOn() });
      if (act === undefined) return;
      event.preventDefault();
      if (act === 'search' || act === 'shortcuts') setOpen(act);
      else goTo(places[act]);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [isOn]);
  return { open, show: setOpen, close: () => setOpen(undefined) };
}
