/** What is uploaded: no file is missing, packages are small and take from no other package than the main one. */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { nodes } from './program.js';

const MAIN_MOST = 1.5 * 1024 * 1024; // WeChat takes 2 MB; the rest is for what nobody thought of
const SUB_MOST = 2 * 1024 * 1024;

/** Of project.config.json: files that stay at home. */
function ignored(project) {
  const rules = project.json('project.config.json').packOptions?.ignore ?? [];
  const tests = { file: (value, name) => name === value, folder: (value, name) => name.startsWith(`${value}/`), suffix: (value, name) => name.endsWith(value) };
  return (name) => name === 'project.config.json' || rules.some(({ type, value }) => tests[type](value, name));
}

const packageOf = (project, name) => (
  project.packages().map(({ root }) => root).find((root) => root && name.startsWith(`${root.replace(/\/$/, '')}/`)) ?? ''
);

function* tooLarge(project) {
  const sizes = new Map();
  const stays = ignored(project);
  for (const name of project.files().filter((one) => !stays(one))) {
    const root = packageOf(project, name);
    sizes.set(root, (sizes.get(root) ?? 0) + fs.statSync(project.file(name)).size);
  }
  for (const [root, size] of sizes) {
    const most = root ? SUB_MOST : MAIN_MOST;
    if (size > most) yield { file: 'app.json', line: 1, text: `package "${root || 'main'}" has ${size} bytes, more than ${most}` };
  }
}

function* missing(project, units) {
  for (const { name } of units) {
    for (const ending of ['js', 'json', 'wxml']) {
      if (!project.has(`${name}.${ending}`)) yield { file: `${name}.${ending}`, line: 1, text: 'is missing' };
    }
  }
}

function* foreign(project, scripts) {
  for (const name of project.files().filter((one) => one.endsWith('.js'))) {
    const source = scripts.source(name);
    for (const node of nodes(source)) {
      if (!ts.isCallExpression(node) || node.expression.getText(source) !== 'require') continue;
      const asked = path.posix.join(path.posix.dirname(name), node.arguments[0].text ?? '');
      const from = packageOf(project, asked);
      if (from && from !== packageOf(project, name)) {
        yield { file: name, line: scripts.line(source, node), text: `takes ${asked} from the package "${from}"` };
      }
    }
  }
}

export const checkPackages = ({ project, units, scripts }) => [
  ...tooLarge(project), ...missing(project, units), ...foreign(project, scripts),
];
