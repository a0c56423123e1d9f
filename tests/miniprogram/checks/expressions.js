/** The names a template reads, each where it stands, without those the template itself makes. */
import ts from 'typescript';
import { lineOf, pieces } from '../compiler/markup.js';
import { nodes } from './program.js';

const MUSTACHE = /\{\{([\s\S]*?)\}\}/g;
const WORDS = new Set(['undefined', 'NaN', 'Infinity']);

/** Names an expression reads; a property's name after a dot is none. */
export function namesRead(expression) {
  const read = (text) => ts.createSourceFile('e.js', text, ts.ScriptTarget.ES2020, true);
  const plain = read(`(${expression})`);
  const source = plain.parseDiagnostics.length ? read(`({${expression}})`) : plain;
  return [...nodes(source)]
    .filter((node) => ts.isIdentifier(node) && !isName(node) && !WORDS.has(node.text))
    .map(({ text }) => text);
}

function isName(node) {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    (ts.isPropertyAssignment(parent) && parent.name === node)
  );
}

const attribute = (tag, name) => tag.attributes.find((one) => one.name === name)?.value;

/** Names one tag makes for itself and what is inside. */
function made(tag) {
  if (attribute(tag, 'wx:for') === undefined) return [];
  return [attribute(tag, 'wx:for-item') ?? 'item', attribute(tag, 'wx:for-index') ?? 'index'];
}

/** { name, line } of what a piece of text reads. */
const readIn = (source, text, from) =>
  [...text.matchAll(MUSTACHE)].flatMap((found) =>
    namesRead(found[1]).map((name) => ({ name, line: lineOf(source, from + found.index) })),
  );

/** @returns {{ name: string, line: number }[]} */
export function readNames(source) {
  const modules = new Set();
  const stack = []; // of open tags, each with the names it made
  const found = [];
  const known = () => new Set([...modules, ...stack.flatMap(({ names }) => names)]);
  const note = (some, names) => found.push(...some.filter(({ name }) => !names.has(name)));
  for (const piece of pieces(source)) {
    const hidden = stack.some(({ name }) => name === 'template'); // drawn with data of its own
    if (piece.kind === 'text') {
      if (!hidden) note(readIn(source, piece.value, piece.from), known());
    } else if (piece.kind === 'close') {
      stack.pop();
    } else {
      if (piece.name === 'wxs') modules.add(attribute(piece, 'module'));
      const outer = known();
      const inner = new Set([...outer, ...made(piece)]);
      for (const { name, value, valueFrom } of piece.attributes) {
        if (value && !hidden) note(readIn(source, value, valueFrom), name === 'wx:for' ? outer : inner);
      }
      if (!piece.closed) stack.push({ name: piece.name, names: made(piece) });
    }
  }
  return found;
}
