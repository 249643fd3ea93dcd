const key = 'gantry.theme';
const listeners = new Set<() => void>();

/** The looks that a person can choose; `system` follows the device. */
export const themes = ['system', 'light', 'dark'] as const;

/** One of them. */
export type Theme = (typeof themes)[number];

/** What was chosen on this device; `system` until then, and where nothing can be kept. */
export function readTheme(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return themes.find((theme) => theme === kept) ?? 'system';
  } catch {
    return 'system';
  }
}

/** Shows the page as it was chosen; call it before anything is drawn. Other tabs follow. */
export function applyTheme(): void {
  show(readTheme());
  addEventListener('storage', (event) => event.key === key && show(readTheme()));
}

/** Chooses a look for this device. */
export function keepTheme(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // It lasts as long as the page, then.
  }
  show(theme);
}

/** Calls back whenever another look is chosen, here or in another tab; answers how to stop. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}
