/** WXML as a list of tags with their places in the text: what the compiler rewrites and the checks read. */

const NAME = /[\w:.-]+/y;
const SPACE = /\s*/y;
const BARE = /[^\s>]*/y; // a value without quotes: the compiler remarks on it
const RAW = new Set(['wxs']); // what is inside is not markup

/**
 * @typedef {{ name: string, value: string | null, from: number, to: number, valueFrom: number }} Attribute
 *   value: null for a name alone; valueFrom: where the text between the quotes begins
 * @typedef {{ kind: 'open' | 'close', name: string, from: number, to: number, nameFrom: number, closed: boolean,
 *   attributes: Attribute[] }} Tag  closed: of the form <a/>
 * @typedef {{ kind: 'text', value: string, from: number, to: number }} Text
 */

/** The place after `end`, at most the text's end. */
function past(source, end, from) {
  const found = source.indexOf(end, from);
  return found < 0 ? source.length : found + end.length;
}

function match(pattern, source, at) {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? '';
}

function attributeAt(source, from) {
  const name = match(NAME, source, from);
  if (!name) return null;
  const after = from + name.length;
  if (source[after] !== '=') return { name, value: null, from, to: after, valueFrom: after };
  const quote = source[after + 1];
  if (quote !== '"' && quote !== "'") {
    const value = match(BARE, source, after + 1);
    return { name, value, from, to: after + 1 + value.length, valueFrom: after + 1 };
  }
  const to = past(source, quote, after + 2);
  return { name, value: source.slice(after + 2, to - 1), from, to, valueFrom: after + 2 };
}

function tagAt(source, from) {
  const kind = source[from + 1] === '/' ? 'close' : 'open';
  const nameFrom = from + (kind === 'close' ? 2 : 1);
  const name = match(NAME, source, nameFrom);
  const attributes = [];
  let at = nameFrom + name.length;
  for (;;) {
    at += match(SPACE, source, at).length;
    const attribute = attributeAt(source, at);
    if (!attribute) break;
    attributes.push(attribute);
    at = attribute.to;
  }
  const to = past(source, '>', at);
  return { kind, name, from, to, nameFrom, closed: source[to - 2] === '/', attributes };
}

/** Where the text ends: at a "<" that is not inside {{ }}. */
function textEnd(source, from) {
  let at = from;
  while (at < source.length && source[at] !== '<') at = source.startsWith('{{', at) ? past(source, '}}', at) : at + 1;
  return at;
}

/** @returns {Iterable<Tag | Text>} */
export function* pieces(source) {
  let at = 0;
  while (at < source.length) {
    if (source.startsWith('<!--', at)) {
      at = past(source, '-->', at);
    } else if (source[at] === '<') {
      const tag = tagAt(source, at);
      yield tag;
      at = tag.to;
      if (tag.kind === 'open' && !tag.closed && RAW.has(tag.name)) at = source.indexOf(`</${tag.name}`, at);
    } else {
      const to = textEnd(source, at);
      yield { kind: 'text', value: source.slice(at, to), from: at, to };
      at = to;
    }
  }
}

/** @returns {Tag[]} */
export const opened = (source) => [...pieces(source)].filter(({ kind }) => kind === 'open');

/** The source with some places replaced: [from, to, text], in any order. */
export function replaced(source, changes) {
  return changes
    .toSorted((a, b) => b[0] - a[0])
    .reduce((text, [from, to, by]) => text.slice(0, from) + by + text.slice(to), source);
}

/** Line of a place, counted from 1. */
export const lineOf = (source, at) => source.slice(0, at).split('\n').length;
