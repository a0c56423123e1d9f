/** The drawn portraits of the site as SVG files for the mini-program, which shows no inline SVG.
 *
 * node tools/samples.mjs           writes miniprogram/pages/photo/samples/ and samples.js
 * node tools/samples.mjs --check   fails when a file is stale
 */
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const DRAWINGS = path.join(ROOT, 'web', 'shared', 'portraits.js');
const PREACT = path.join(ROOT, 'web', 'shared', 'vendor', 'preact.js');
const FOLDER = path.join(ROOT, 'miniprogram', 'pages', 'photo');
const WIDTH = 200; // px; twice as wide as it is shown
const BLUR = '<filter id="blur"><feGaussianBlur stdDeviation="1.6"/></filter>';
const NOT_SVG = new Set(['children', 'class', 'role', 'aria-label']);

/** Node takes the site's modules for scripts, so they are handed to it as addresses. */
const module = (source) => `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
const preact = module(fs.readFileSync(PREACT));
const { BAD, GOOD, Portrait } = await import(
  module(fs.readFileSync(DRAWINGS, 'utf8').replace(/'[^']*preact\.js'/, `'${preact}'`))
);

const escaped = (text) => String(text).replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

const attributes = (props) =>
  Object.entries(props)
    .filter(([name, value]) => !NOT_SVG.has(name) && value !== null && value !== false)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');

/** What a component draws, as text. */
function text(node) {
  if (node === null || node === undefined || node === false || node === true) return '';
  if (Array.isArray(node)) return node.map(text).join('');
  if (typeof node !== 'object') return escaped(node);
  if (typeof node.type === 'function') return text(node.type(node.props));
  const inside = text(node.props.children);
  return inside
    ? `<${node.type}${attributes(node.props)}>${inside}</${node.type}>`
    : `<${node.type}${attributes(node.props)}/>`;
}

function svg(look) {
  const drawn = text(Portrait({ ...look, label: '' }));
  const [, head, body] = /^<svg([^>]*)>([\s\S]*)<\/svg>$/.exec(drawn);
  const shown = look.blur ? `${BLUR}<g filter="url(#blur)">${body}</g>` : body;
  const size = `width="${WIDTH}" height="${Math.round((WIDTH * 4) / 3)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}${head}>${shown}</svg>\n`;
}

const HEAD = '// Written by tools/samples.mjs from web/shared/portraits.js: change the drawings there.\n';
const file = (at) => `bad-${String(at + 1).padStart(2, '0')}`;
const list = BAD.map(([label], at) => ({ file: file(at), label }));
const wanted = new Map([
  ['samples/good.svg', svg(GOOD[1])],
  ...BAD.map(([, look], at) => [`samples/${file(at)}.svg`, svg(look)]),
  ['samples.js', `${HEAD}exports.BAD = ${JSON.stringify(list, null, 1)};\n`],
]);

const check = process.argv.includes('--check');
for (const [name, content] of wanted) {
  const at = path.join(FOLDER, name);
  if (!check) fs.writeFileSync(at, content);
  else if (!fs.existsSync(at) || fs.readFileSync(at, 'utf8') !== content) {
    console.error(`${name} is stale: run tools/samples.mjs`);
    process.exitCode = 1;
  }
}
