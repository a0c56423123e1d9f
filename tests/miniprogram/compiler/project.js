/** A native mini-program's folder as its pages and components. */
import fs from 'node:fs';
import path from 'node:path';

/**
 * @typedef {{ number: number, name: string, page: boolean, config: any, using: Record<string, string>,
 *   sharesStyles: boolean }} Unit
 *   name: path without its ending; using: tag → name of the component; sharesStyles: app.wxss reaches into it
 */

/** Styles of the app stop at a component unless it says otherwise. */
const SHARING = new Set(['apply-shared', 'shared', 'page-apply-shared', 'page-shared']);

export class Project {
  /** @param {string} root  the folder with app.json */
  constructor(root) {
    this.root = path.resolve(root);
    this.app = this.json('app.json');
    this.theme = this.app.themeLocation ? this.json(this.app.themeLocation) : { light: {}, dark: {} };
  }

  file(name) {
    return path.join(this.root, name);
  }

  has(name) {
    return fs.existsSync(this.file(name));
  }

  /** The text; "" when there is none. */
  text(name) {
    return this.has(name) ? fs.readFileSync(this.file(name), 'utf8') : '';
  }

  json(name) {
    return JSON.parse(this.text(name) || '{}');
  }

  /** [{ root, pages }]: "" is the main package. */
  packages() {
    const { pages, subPackages, subpackages } = this.app;
    return [{ root: '', pages }, ...(subPackages ?? subpackages ?? [])];
  }

  /** Every page of app.json, main package first. */
  pages() {
    return this.packages().flatMap(({ root, pages }) => pages.map((page) => path.posix.join(root, page)));
  }

  /** Every page and every component they use, transitively.  @returns {Unit[]} */
  units() {
    const found = new Map();
    const add = (name, page) => {
      if (found.has(name)) return;
      const config = this.json(`${name}.json`);
      const using = this.#using(name, config);
      const sharesStyles = page || Boolean(config.addGlobalClass) || SHARING.has(config.styleIsolation);
      found.set(name, { number: found.size, name, page, config, using, sharesStyles });
      Object.values(using).forEach((component) => add(component, false));
    };
    this.pages().forEach((page) => add(page, true));
    return [...found.values()];
  }

  #using(name, config) {
    const all = { ...this.app.usingComponents, ...config.usingComponents };
    return Object.fromEntries(Object.entries(all).map(([tag, target]) => [tag, this.#resolve(name, target)]));
  }

  /** The name of `target` as said in the file `name`. */
  #resolve(name, target) {
    return target.startsWith('/') ? target.slice(1) : path.posix.join(path.posix.dirname(name), target);
  }

  /** Every file below the folder, by its path in it. */
  files() {
    return fs
      .readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(this.root, path.join(entry.parentPath, entry.name)))
      .toSorted();
  }
}
