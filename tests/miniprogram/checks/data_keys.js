/** What setData sets and what a template reads is in the page's `data`, and what is in `data` is read: a misspelt or
 * forgotten key shows nothing, and says nothing. */
import ts from 'typescript';
import { readNames } from './expressions.js';
import { nodes } from './program.js';

/** The first part of a key such as `rows[0].state`; null when it is computed. */
function keyOf(name) {
  const text = ts.isComputedPropertyName(name) ? literalStart(name.expression) : name.text;
  return text === null ? null : /^[^.[]*/.exec(text)[0];
}

function literalStart(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) && node.head.text ? node.head.text : null;
}

const isSetData = (node) =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  node.expression.name.text === 'setData' &&
  node.arguments.length > 0;

/** Keys of what setData is given, as far as they can be known. */
function keysOf(given, scripts) {
  if (!ts.isObjectLiteralExpression(given)) return scripts.names(given) ?? [];
  return given.properties.flatMap((one) =>
    ts.isSpreadAssignment(one)
      ? (scripts.names(one.expression) ?? [])
      : [keyOf(one.name)].filter((key) => key !== null),
  );
}

function* setIn(unit, scripts) {
  const source = scripts.source(`${unit.name}.js`);
  for (const node of nodes(source)) {
    if (!isSetData(node)) continue;
    for (const name of keysOf(node.arguments[0], scripts)) yield { name, line: scripts.line(source, node) };
  }
}

/** By shared/work.js, whether a page shows them or not. */
const KEPT_FOR_ALL = new Set(['busy', 'error', 'ready', 'loadError']);

/** Names that the script reads: after a dot, taken apart, or observed by a method of that name. */
const readBy = (source) =>
  [...nodes(source)].flatMap((node) => {
    if (ts.isPropertyAccessExpression(node)) return [node.name.text];
    if (ts.isMethodDeclaration(node)) return [node.name.text];
    return ts.isBindingElement(node) ? [(node.propertyName ?? node.name).text] : [];
  });

export function checkData({ project, units, scripts }) {
  const problems = [];
  for (const unit of units) {
    const made = scripts.made(unit);
    if (!made) continue;
    const add = (ending, verb, found) =>
      problems.push(
        ...found
          .filter(({ name }) => !made.data.has(name))
          .map(({ name, line }) => ({
            file: `${unit.name}.${ending}`,
            line,
            text: `${verb} "${name}", which data does not have`,
          })),
      );
    add('js', 'sets', [...setIn(unit, scripts)]);
    const shown = readNames(project.text(`${unit.name}.wxml`));
    add('wxml', 'reads', shown);
    const read = new Set([
      ...KEPT_FOR_ALL,
      ...shown.map(({ name }) => name),
      ...readBy(scripts.source(`${unit.name}.js`)),
    ]);
    problems.push(
      ...[...made.data]
        .filter((name) => !read.has(name))
        .map((name) => ({
          file: `${unit.name}.wxml`,
          line: 1,
          text: `does not show "${name}" of data, which nothing else reads`,
        })),
    );
  }
  return problems;
}
