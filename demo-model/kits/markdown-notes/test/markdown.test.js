import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseMarkdown, TAGS } from '../src/markdown.js';
import { parseInline, safeAddress } from '../src/markdown-inline.js';

/** A tree as short text, so that a test reads like the page: `p(a strong(b))`. */
function show(nodes) {
  return nodes
    .map((node) => (typeof node === 'string' ? node : `${node.tag}(${show(node.children)})`))
    .join('');
}

const blocks = (source) => show(parseMarkdown(source));
const inline = (source) => show(parseInline(source));

describe('Live preview: lines', () => {
  const cases = [
    ['**bold** and *soft* and _too_', 'strong(bold) and em(soft) and em(too)'],
    ['***both***', 'strong(em(both))'],
    ['~~gone~~ `a * b`', 's(gone) code(a * b)'],
    ['snake_case_name stays', 'snake_case_name stays'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['an \\*escaped\\* star', 'an *escaped* star'],
    ['**never closed', '**never closed'],
    ['[site](https://example.org/a_(b))', 'a(site)'],
    ['see https://example.org/x.', 'see a(https://example.org/x).'],
    ['[bad](javascript:alert(1))', 'span(bad)'],
    ['<b>not html</b>', '<b>not html</b>'],
    ['', ''],
  ];
  for (const [source, expected] of cases) {
    it(`reads ${JSON.stringify(source)}`, () => assert.equal(inline(source), expected));
  }

  it('Live preview makes a link only of harmless addresses', () => {
    assert.equal(safeAddress('https://example.org'), 'https://example.org');
    assert.equal(safeAddress('mailto:me@example.org'), 'mailto:me@example.org');
    assert.equal(safeAddress('#part'), '#part');
    for (const bad of [
      'javascript:alert(1)',
      'JaVaScRiPt:x',
      'data:text/html,x',
      'vbscript:x',
      'no scheme',
    ]) {
      assert.equal(safeAddress(bad), null, bad);
    }
  });
});

describe('Live preview: blocks', () => {
  const cases = [
    ['# One\n### Three', 'h1(One)h3(Three)'],
    ['#hashtag', 'p(#hashtag)'],
    ['a\nb\n\nc', 'p(a b)p(c)'],
    ['a  \nb', 'p(abr()b)'],
    ['- one\n- two\n  - deep\n- three', 'ul(li(one)li(twoul(li(deep)))li(three))'],
    ['1. one\n2. two', 'ol(li(one)li(two))'],
    ['- [x] done\n- [ ] open', 'ul(li(input() done)li(input() open))'],
    ['> quoted\n> **text**', 'blockquote(p(quoted strong(text)))'],
    ['```js\nlet a = "<b>";\n```', 'pre(code(let a = "<b>";))'],
    ['```\nnever closed', 'pre(code(never closed))'],
    ['a\n\n---\n\nb', 'p(a)hr()p(b)'],
    ['| a | b |\n|---|---|\n| 1 | **2** |', 'table(thead(tr(th(a)th(b)))tbody(tr(td(1)td(strong(2)))))'],
    ['a\r\nb', 'p(a b)'],
    ['', ''],
    ['<script>alert(1)</script>', 'p(<script>alert(1)</script>)'],
  ];
  for (const [source, expected] of cases) {
    it(`reads ${JSON.stringify(source)}`, () => assert.equal(blocks(source), expected));
  }

  it('keeps the first number of an ordered list and the language of a code block', () => {
    assert.equal(parseMarkdown('3. three')[0].attributes.start, '3');
    assert.equal(parseMarkdown('```css\na{}\n```')[0].attributes['data-language'], 'css');
  });

  it('names the state of a task for those who cannot see the box', () => {
    const [done, open] = parseMarkdown('- [x] a\n- [ ] b')[0].children;
    assert.equal(done.children[0].attributes['aria-label'], 'Done');
    assert.equal(open.children[0].attributes['aria-label'], 'Not done');
  });

  it('makes only tags that the page allows', () => {
    const walk = (nodes) => {
      for (const node of nodes.filter((each) => typeof each !== 'string')) {
        assert.ok(TAGS.has(node.tag), node.tag);
        walk(node.children);
      }
    };
    walk(
      parseMarkdown(
        '# a\n- [x] b\n> c\n\n1. d\n\n|a|b|\n|-|-|\n|1|2|\n\n---\n```\nx\n```\n**a** *b* ~~c~~ `d` [e](#f)',
      ),
    );
  });

  it('reads text made to be slow to its end', () => {
    for (const nasty of ['*a ', '[', '[a](', '`', '**', '> ', '- ', '_a*b', '| '])
      assert.ok(parseMarkdown(nasty.repeat(20_000)).length > 0, nasty);
  });
});
