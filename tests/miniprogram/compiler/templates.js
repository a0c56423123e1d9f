/** WXML → the functions glass-easel draws with.  Whatever its compiler remarks is a problem here. */
import path from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';
import { lineOf, opened, pieces, replaced } from './markup.js';
import { LANGUAGE_TAGS, OWN_TAGS } from './tags.js';

const BINDING = /^(capture-bind|capture-catch|mut-bind|bind|catch)(?=[a-z])/;
const BORROWED = new Set(['import', 'include', 'wxs']);

/** Classes by which style sheets find the elements of a template: its own, and the app's where they reach. */
export const scopeOf = (unit) => `s${unit.number}`;
export const hostOf = (unit) => `h${unit.number}`;
export const SHARED = 'app-styles';

/** The template with everything WeChat names its own way put into the browser's words. */
function translated(source, unit, units) {
  const changes = [];
  for (const piece of pieces(source)) {
    if (piece.kind === 'text') continue;
    const own = OWN_TAGS.has(piece.name);
    if (own) changes.push([piece.nameFrom, piece.nameFrom, 'wx-']);
    if (piece.kind === 'close') continue;
    for (const { name, from } of piece.attributes) {
      const found = BINDING.exec(name)?.[0];
      if (found) changes.push([from + found.length, from + found.length, ':']);
      if (name === 'aria-role') changes.push([from, from + 'aria-role'.length, 'role']);
    }
    if (own || piece.name in unit.using) changes.push(...marked(piece, classes(piece, unit, units)));
  }
  return replaced(source, changes);
}

function classes(tag, unit, units) {
  const component = units.find(({ name }) => name === unit.using[tag.name]);
  return [scopeOf(unit), unit.sharesStyles && SHARED, component && hostOf(component)].filter(Boolean).join(' ');
}

function marked(tag, names) {
  const there = tag.attributes.find(({ name }) => name === 'class');
  if (there) return [[there.valueFrom, there.valueFrom, `${names} `]];
  const after = tag.nameFrom + tag.name.length;
  return [[after, after, ` class="${names}"`]];
}

/** Tags nobody knows: an unknown tag is drawn as nothing on a phone. */
function unknownTags(source, unit) {
  return opened(source)
    .filter(({ name }) => !OWN_TAGS.has(name) && !LANGUAGE_TAGS.has(name) && !(name in unit.using))
    .map(({ name, from }) => ({
      file: `${unit.name}.wxml`,
      line: lineOf(source, from),
      text: `unknown tag <${name}>`,
    }));
}

/** What a template takes from other files: { tag, name }, name as a path in the project. */
function borrowed(source, file) {
  return opened(source)
    .filter(({ name }) => BORROWED.has(name))
    .map(({ name: tag, attributes }) => ({ tag, src: attributes.find(({ name }) => name === 'src')?.value }))
    .filter(({ src }) => src)
    .map(({ tag, src }) => ({
      tag,
      name: src.startsWith('/') ? src.slice(1) : path.posix.join(path.posix.dirname(file), src),
    }));
}

/**
 * @param {import('./project.js').Project} project
 * @param {import('./project.js').Unit[]} units
 * @returns {{ code: string, problems: { file: string, line: number, text: string }[] }}
 *   code: an expression whose value is every template by its unit's name
 */
export function compileTemplates(project, units) {
  const group = new TmplGroup();
  const problems = [];
  const done = new Set();
  const add = (name, unit) => {
    if (done.has(name)) return;
    done.add(name);
    const source = project.text(`${name}.wxml`);
    problems.push(...unknownTags(source, unit));
    const remarks = group.addTmpl(name, translated(source, unit, units)) ?? [];
    problems.push(...remarks.map((one) => ({ file: `${name}.wxml`, line: one.startLine + 1, text: one.message })));
    borrowed(source, name).forEach(({ tag, name: other }) => borrow(tag, other, unit));
  };
  const borrow = (tag, name, unit) => {
    if (tag === 'wxs') group.addScript(name.replace(/\.wxs$/, ''), project.text(name));
    else add(name.replace(/\.wxml$/, ''), unit);
  };
  units.forEach((unit) => add(unit.name, unit));
  const code = group.getTmplGenObjectGroups();
  group.free();
  return { code, problems };
}
