import type { JSX } from 'preact';
import { render } from 'preact';
import { joinOtherTabs } from '../api/session.ts';
import { applyTheme } from './theme.ts';

/** Draws a page as its reader wants it to look, signed in where another tab of this browser is. */
export async function showPage(page: JSX.Element): Promise<void> {
  applyTheme();
  await joinOtherTabs();
  const root = document.getElementById('root');
  if (root !== null) render(page, root);
}
