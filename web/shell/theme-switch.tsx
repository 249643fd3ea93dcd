import type { JSX } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { Theme } from './theme.ts';
import { keepTheme, onTheme, readTheme, themes } from './theme.ts';

const looks: Readonly<Record<Theme, { readonly label: string; readonly lines: string }>> = {
  system: { label: 'Like the device', lines: 'M2.5 3.5h11v7.5h-11zM6 13.5h4M8 11v2.5' },
  light: {
    label: 'Light',
    lines:
      'M10.5 8a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  },
  dark: { label: 'Dark', lines: 'M13 9.6A5.6 5.6 0 0 1 6.4 3a5.5 5.5 0 1 0 6.6 6.6z' },
};

/** Light, dark, or as the device has it; remembered on this device. */
export function ThemeSwitch(): JSX.Element {
  const [chosen, setChosen] = useState(readTheme);
  const group = useId();
  useEffect(() => onTheme(() => setChosen(readTheme())), []);
  return (
    <fieldset class="theme-switch">
      <legend class="visually-hidden">Theme</legend>
      {themes.map((theme) => (
        <label key={theme} title={looks[theme].label}>
          <input type="radio" name={group} checked={chosen === theme} onChange={() => keepTheme(theme)} />
          <svg
            class="theme-icon"
            viewBox="0 0 16 16"
            fill="none"
            stroke="currentColor"
            stroke-width="1.4"
            aria-hidden="true"
          >
            <path d={looks[theme].lines} stroke-linecap="round" stroke-linejoin="round" />
          </svg>
          <span class="visually-hidden">{looks[theme].label}</span>
        </label>
      ))}
    </fieldset>
  );
}
