import { copyrightYears, currentSection } from '../src/navigation.js';
import { site } from '../src/site.js';

const YEAR_MADE = 2026;

const find = (id) => document.getElementById(id);

/** The page's frame: navigation made of the sections that are there, and the footer. */
export function startLanding() {
  const sections = [...document.querySelectorAll('main > [data-nav]')];
  const links = sections.map(navLinkOf);
  find('nav').append(...links);
  find('nav').hidden = sections.length < 2;
  find('years').textContent = `© ${copyrightYears(YEAR_MADE, new Date().getFullYear())}`;
  const show = () => {
    const current = currentSection(
      sections.map((section) => ({ id: section.id, topPx: section.offsetTop })),
      {
        scrollPx: window.scrollY,
        windowPx: window.innerHeight,
        pagePx: document.documentElement.scrollHeight,
      },
    );
    for (const link of links) markCurrent(link, link.hash === `#${current}`);
  };
  window.addEventListener('scroll', show, { passive: true });
  show();
  return { site, sections, storage: { read: (_key, fallback) => fallback, write: () => true } };
}

function navLinkOf(section) {
  const link = textElement('a', section.dataset.nav);
  link.href = `#${section.id}`;
  return link;
}

function markCurrent(link, isCurrent) {
  if (isCurrent) link.setAttribute('aria-current', 'true');
  else link.removeAttribute('aria-current');
}

function textElement(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className !== '') element.className = className;
  return element;
}
