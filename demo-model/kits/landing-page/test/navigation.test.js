import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copyrightYears, currentSection } from '../src/navigation.js';

const sections = [
  { id: 'offers', topPx: 900 },
  { id: 'contact', topPx: 1_800 },
];
const at = (scrollPx) => currentSection(sections, { scrollPx, windowPx: 600, pagePx: 2_600 });

describe('Navigation', () => {
  it('names no section above the first', () => assert.equal(at(0), null));
  it('changes when a section passes the upper third', () => {
    assert.equal(at(699), null);
    assert.equal(at(700), 'offers');
    assert.equal(at(1_600), 'contact');
  });
  it('gives the end of the page to the last section', () => {
    assert.equal(currentSection(sections, { scrollPx: 500, windowPx: 600, pagePx: 1_100 }), 'contact');
    assert.equal(currentSection([], { scrollPx: 0, windowPx: 600, pagePx: 600 }), null);
  });
  it('writes the years of the footer', () => {
    assert.equal(copyrightYears(2026, 2026), '2026');
    assert.equal(copyrightYears(2026, 2029), '2026–2029');
    assert.equal(copyrightYears(2026, 2020), '2026');
  });
});
