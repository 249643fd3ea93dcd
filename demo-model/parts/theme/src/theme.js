/** The theme to show: what was chosen, else what the system prefers. */
export const currentTheme = (chosen, systemIsDark) => {
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return systemIsDark ? 'dark' : 'light';
};

/** The theme that the toggle leads to. */
export const otherTheme = (theme) => (theme === 'dark' ? 'light' : 'dark');

/** What the toggle says and shows for a theme. */
export const describeTheme = (theme) => ({
  pressed: String(theme === 'dark'),
  hint: theme === 'dark' ? 'Switch to light mode' : 'Switch to dark mode',
});
