/** The pages that are open, one above the other, and the bar with the title.
 *
 * Pages of the tab bar lie lowest: each is made once, and stays behind the others until the app starts anew.
 */
import { TabBar } from './tab_bar.js';
import { onThemeChange } from './theme.js';

const DEEPEST = 10;
const NEAR_END = 50; // px above the end at which onReachBottom comes

/** Calls a page's own function, if it has it; what it throws is told, and nothing else stops. */
function call(page, name, ...given) {
  try {
    page[name]?.(...given);
  } catch (error) {
    reportError(error);
  }
}

const make = (tag, className) => Object.assign(document.createElement(tag), { className });

export class Pages {
  #stack = [];

  #units;

  #create;

  #themed;

  #window;

  #bar = make('header', 'wx-bar');

  #tabs;

  #kept = new Map(); // entries of tab pages by their names

  /** create: a root component by the page's name; theme: the value of a config's entry as it is now. */
  constructor({ app, theme, units, create }) {
    this.#units = new Map(units.filter(({ page }) => page).map((unit) => [unit.name, unit]));
    this.#create = create;
    this.#themed = theme;
    this.#window = app.window ?? {};
    document.body.append(this.#bar);
    this.#tabs = new TabBar(app.tabBar, theme, (name) => this.switchTab(name));
    addEventListener('scroll', () => this.#scrolled());
    onThemeChange(() => this.#decorate());
  }

  list() {
    return this.#stack.map(({ page }) => page);
  }

  get top() {
    return this.#stack.at(-1);
  }

  /** Marks a tab with a text, "" for none.  Raises Error where no tab bar is in sight. */
  mark(index, text) {
    if (!this.#tabs.has(this.top?.name)) throw new Error('not TabBar page');
    this.#tabs.mark(index, text);
  }

  /** Whether app.json has the page. */
  has(name) {
    return this.#units.has(name);
  }

  #check(name) {
    if (!this.has(name)) throw new Error(`page "${name}" is not found`);
  }

  /** Raises Error for a tab page: WeChat knows one way there. */
  #checkAbove(name) {
    this.#check(name);
    if (this.#tabs.has(name)) throw new Error('can not navigateTo a tabbar page');
  }

  /** This and the other ways raise Error for what WeChat refuses: no such page, too many pages, none to go back to. */
  navigate(name, query) {
    this.#checkAbove(name);
    if (this.#stack.length >= DEEPEST) throw new Error('webview count limit exceed');
    this.#hide();
    this.push(name, query);
  }

  redirect(name, query) {
    this.#checkAbove(name);
    this.#pop();
    this.push(name, query);
  }

  /** Also from nothing, as when the page one came for was not there. */
  relaunch(name, query) {
    this.#check(name);
    while (this.top) this.#pop();
    this.#kept.forEach((entry) => this.#end(entry));
    this.push(name, query);
  }

  switchTab(name) {
    this.#check(name);
    if (!this.#tabs.has(name)) throw new Error('can not switch to no-tabBar page');
    while (this.top && !this.#tabs.has(this.top.name)) this.#pop();
    if (this.top?.name === name) return this.#front();
    if (this.top) this.#hide();
    this.#stack = [];
    if (!this.#kept.has(name)) return this.push(name, {});
    this.#stack = [this.#kept.get(name)];
    return this.#front();
  }

  back(delta) {
    if (this.#stack.length < 2) throw new Error('cannot navigate back at first page.');
    for (let left = Math.min(delta, this.#stack.length - 1); left > 0; left -= 1) this.#pop();
    this.#front();
  }

  /** The page on top is seen again; nothing happens to one that is. */
  #front() {
    if (!this.top.holder.hidden) return;
    this.top.holder.hidden = false;
    scrollTo(0, this.top.scroll);
    this.#decorate();
    this.show();
  }

  push(name, query) {
    const holder = document.body.appendChild(make('main', 'wx-page'));
    holder.dataset.page = name;
    const root = this.#create(name);
    const page = root.get();
    Object.assign(page, { route: name, options: query });
    this.#stack.push({ name, holder, root, page, scroll: 0 });
    if (this.#tabs.has(name)) this.#kept.set(name, this.top);
    root.attach(holder, holder.appendChild(document.createElement('span')));
    scrollTo(0, 0);
    this.#decorate();
    call(page, 'onLoad', query);
    this.show();
    call(page, 'onReady');
  }

  /** The page on top comes to the front, as after the app was in the background. */
  show() {
    const { root, page } = this.top;
    root.getComponent().triggerPageLifetime('show', []);
    call(page, 'onShow');
  }

  leave() {
    const { root, page } = this.top;
    root.getComponent().triggerPageLifetime('hide', []);
    call(page, 'onHide');
  }

  #hide() {
    const { top } = this;
    top.scroll = scrollY;
    this.leave();
    top.holder.hidden = true;
  }

  #pop() {
    this.#end(this.#stack.pop());
  }

  #end({ name, page, holder, root }) {
    this.#kept.delete(name);
    call(page, 'onUnload');
    root.release();
    holder.remove();
  }

  /** A setting of the page on top, or else of the app. */
  #setting(name) {
    return this.#themed(this.#units.get(this.top.name).config[name] ?? this.#window[name]);
  }

  #decorate() {
    if (!this.top) return;
    const custom = this.#setting('navigationStyle') === 'custom';
    const title = this.#setting('navigationBarTitleText') ?? '';
    this.#bar.replaceChildren(Object.assign(make('h1', ''), { textContent: title }));
    this.#bar.hidden = custom;
    this.#tabs.show(this.top.name);
    Object.assign(this.#bar.style, {
      background: this.#setting('navigationBarBackgroundColor') ?? '#000000',
      color: this.#setting('navigationBarTextStyle') === 'black' ? '#000' : '#fff',
    });
    document.documentElement.style.background = this.#setting('backgroundColor') ?? '#ffffff';
    if (this.#stack.length > 1) this.#bar.prepend(this.#backButton());
  }

  #backButton() {
    const button = make('button', 'wx-back');
    button.setAttribute('aria-label', '返回');
    button.onclick = () => this.back(1);
    return button;
  }

  #scrolled() {
    const { top } = this;
    const left = document.documentElement.scrollHeight - innerHeight - scrollY;
    if (left <= NEAR_END && !top.atEnd) call(top.page, 'onReachBottom');
    top.atEnd = left <= NEAR_END;
  }
}
