/** The bar with the tabs, below the pages that app.json names in it. */
import { pageOf } from './wx/files_of_project.js';

const make = (tag, values) => Object.assign(document.createElement(tag), values);

export class TabBar {
  #list;

  #theme;

  #bar = make('nav', { className: 'wx-tabs', hidden: true, ariaLabel: '主导航' });

  #marks = [];

  /** tabBar: of app.json; theme: the value of an entry as it is now; choose: called with the page's name. */
  constructor(tabBar, theme, choose) {
    this.#list = tabBar?.list ?? [];
    this.#theme = (name) => theme(tabBar[name]);
    this.#bar.replaceChildren(
      ...this.#list.map(({ pagePath, text }) => {
        const button = make('button', { type: 'button', onclick: () => choose(pagePath) });
        button.append(make('img', { alt: '' }), make('span', { textContent: text }));
        return button;
      }),
    );
    this.icon = ({ iconPath, selectedIconPath }, on) => pageOf(`/${theme(on ? selectedIconPath : iconPath)}`);
    document.body.append(this.#bar);
  }

  has(name) {
    return this.#list.some(({ pagePath }) => pagePath === name);
  }

  mark(index, text) {
    this.#marks[index] = text;
    this.#draw(index);
  }

  /** As the page in front wants it. */
  show(name) {
    this.#bar.hidden = !this.has(name);
    if (this.#bar.hidden) return;
    this.#bar.style.background = this.#theme('backgroundColor');
    [...this.#bar.children].forEach((button, index) => {
      const on = this.#list[index].pagePath === name;
      button.style.color = this.#theme(on ? 'selectedColor' : 'color');
      button.toggleAttribute('aria-current', on);
      if (on) button.setAttribute('aria-current', 'page');
      button.querySelector('img').src = this.icon(this.#list[index], on);
      this.#draw(index);
    });
  }

  #draw(index) {
    const button = this.#bar.children[index];
    button.querySelector('b')?.remove();
    if (this.#marks[index]) button.append(make('b', { textContent: this.#marks[index] }));
  }
}
