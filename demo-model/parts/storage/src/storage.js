/** Takes the backing that `pick` gives, or one in memory where the browser forbids storage. */
export const safeBacking = (pick) => {
  try {
    const backing = pick();
    if (backing) return backing;
  } catch {
    // Blocked by the browser's settings: the app works, it only forgets.
  }
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
};

/** Values under `prefix:v<version>:<key>` as JSON. Reading something broken gives the fallback; writing never throws. */
export const openStorage = (prefix, version, backing) => {
  const full = (key) => `${prefix}:v${version}:${key}`;
  return {
    read(key, fallback) {
      try {
        const text = backing.getItem(full(key));
        return text === null ? fallback : JSON.parse(text);
      } catch {
        return fallback;
      }
    },
    /** Answers whether it was kept: a full or blocked storage says no. */
    write(key, value) {
      try {
        backing.setItem(full(key), JSON.stringify(value));
        return true;
      } catch {
        return false;
      }
    },
    /** Gives what another tab writes under the key; `tab` is the window, whose `storage` events tell of other tabs only. */
    follow(tab, key, take) {
      tab.addEventListener('storage', (event) => {
        if (event.key === full(key) || event.key === null) take(this.read(key, null));
      });
    },
    remove(key) {
      try {
        backing.removeItem(full(key));
      } catch {
        // Nothing was kept, so nothing is left.
      }
    },
  };
};
