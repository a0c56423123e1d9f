/** Every handler a template names is a function of its page or component. */
import { lineOf, opened } from '../compiler/markup.js';

const BINDING = /^(capture-bind|capture-catch|mut-bind|bind|catch):?[a-z]/;

export function checkHandlers({ project, units, scripts }) {
  const problems = [];
  for (const unit of units) {
    const handlers = scripts.made(unit)?.handlers ?? new Set();
    const source = project.text(`${unit.name}.wxml`);
    for (const { name: tag, attributes } of opened(source)) {
      for (const { name, value, from } of attributes) {
        if (!BINDING.test(name) || !value || handlers.has(value)) continue;
        const text = `<${tag} ${name}="${value}">: ${unit.name}.js has no ${value}()`;
        problems.push({ file: `${unit.name}.wxml`, line: lineOf(source, from), text });
      }
    }
  }
  return problems;
}
