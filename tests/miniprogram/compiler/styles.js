/** WXSS → CSS: rpx, WeChat's tag names, and styles that stay in the page or component they were written for. */
import path from 'node:path';
import { OWN_TAGS } from './tags.js';
import { SHARED, hostOf, scopeOf } from './templates.js';

const COMMENT = /\/\*[\s\S]*?\*\//g;
const RPX = /(-?(?:\d+\.?|\.)\d*)rpx\b/g;
const VH = /(-?(?:\d+\.?|\.)\d*)vh\b/g; // a phone counts without the bar with the title
const IMPORT = /@import\s+["']([^"']+)["']\s*;/g;
const NESTS = /^@(media|supports|layer)/; // rules inside are ordinary rules
const TAG = /(^|[\s>+~(,])([a-z][a-z-]*)(?=$|[\s>+~.#:[),])/g;

/** [head, body] of each rule of a sheet or of a block; body null for a statement such as @charset. */
function* rules(css) {
  let at = 0;
  while (at < css.length) {
    const open = css.indexOf('{', at);
    const end = css.indexOf(';', at);
    if (end >= 0 && (open < 0 || end < open)) {
      yield [css.slice(at, end).trim(), null];
      at = end + 1;
      continue;
    }
    if (open < 0) return;
    const close = closing(css, open);
    yield [css.slice(at, open).trim(), css.slice(open + 1, close)];
    at = close + 1;
  }
}

function closing(css, open) {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    if (css[at] === '{') depth += 1;
    if (css[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new SyntaxError(`no } for ${css.slice(Math.max(0, open - 60), open).trim()}`);
}

/** Splits at commas that stand in no brackets. */
const alternatives = (selector) => selector.split(/,(?![^(]*\))/).map((one) => one.trim());

/** The selector for elements of one scope only.  scope: a class; host: the component's own class, or null. */
function scoped(selector, { scope, host, page }) {
  const named = selector.replace(TAG, (all, before, tag) => (OWN_TAGS.has(tag) ? `${before}wx-${tag}` : all));
  if (/^page\b/.test(named)) return named.replace(/^page\b/, page);
  if (/^:host\b/.test(named))
    return named.replace(/^:host(\(([^)]*)\))?/, (_all, _inside, more) => `.${host}${more ?? ''}`);
  const last = /([^\s>+~]+)$/.exec(named);
  const cut = last[1].search(/:(?!not|is|where|has)/);
  const place = last.index + (cut < 0 ? last[1].length : cut);
  return `${named.slice(0, place)}:where(.${scope})${named.slice(place)}`; // weighs nothing
}

function translated(css, where) {
  return [...rules(css)]
    .map(([head, body]) => {
      if (body === null) return `${head};`;
      if (NESTS.test(head)) return `${head}{${translated(body, where)}}`;
      if (head.startsWith('@')) return `${head}{${body}}`;
      return `${alternatives(head)
        .map((one) => scoped(one, where))
        .join(',')}{${body}}`;
    })
    .join('\n');
}

function sheet(project, file) {
  return project
    .text(file)
    .replace(COMMENT, '')
    .replace(IMPORT, (_, src) =>
      sheet(project, src.startsWith('/') ? src.slice(1) : path.posix.join(path.posix.dirname(file), src)),
    )
    .replace(RPX, 'calc($1 * var(--rpx))')
    .replace(VH, 'calc($1 * var(--vh))');
}

/** @returns {string} the style sheet of the whole project */
export function compileStyles(project, units) {
  const parts = [translated(sheet(project, 'app.wxss'), { scope: SHARED, host: null, page: '.wx-page' })];
  for (const unit of units) {
    const where = { scope: scopeOf(unit), host: hostOf(unit), page: `[data-page="${unit.name}"]` };
    parts.push(translated(sheet(project, `${unit.name}.wxss`), where));
  }
  return parts.join('\n');
}
