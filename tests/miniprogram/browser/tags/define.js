/** How WeChat's own tags are made: a component whose host element holds one real control of the browser.
 *
 * So everything stays reachable for keyboards, screen readers and tests.
 */

/** Properties every tag has; in WXML aria-role is called role by the compiler. */
const COMMON = {
  hidden: Boolean,
  role: String,
  ariaLabel: String,
  ariaDescribedby: String,
  ariaLabelledby: String,
  ariaHidden: null,
  ariaLive: String,
  ariaChecked: null,
  ariaDisabled: null,
  ariaExpanded: null,
  ariaCurrent: null,
  ariaSelected: null,
  hoverClass: String,
  hoverStayTime: Number,
  hoverStartTime: Number,
};
const HOST_ONLY = new Set(['hidden', 'role']);
const STYLE_ONLY = new Set(['hoverClass', 'hoverStayTime', 'hoverStartTime']);

const attributeName = (property) => property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** As an attribute: absent for nothing and false, empty for true. */
export function setAttribute(element, name, value) {
  if (value === '' || value === false || value === null || value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value));
}

/** An observer that draws one property: `set(value, component)`, or an attribute of that name. */
function observer(name, set) {
  return function changed(value) {
    if (!this.host || STYLE_ONLY.has(name)) return;
    if (set) set(value, this);
    else setAttribute(HOST_ONLY.has(name) ? this.host : this.control, attributeName(name), value);
  };
}

/**
 * @param {{ properties?: Record<string, any>, draw?: Record<string, (value: any, it: any) => void>,
 *   make?: (host: HTMLElement, it: any) => HTMLElement | void, leave?: (it: any) => void }} tag
 *   make: builds the control in the host once; without one the host is the control
 *   draw: how a property is shown; without an entry it becomes an attribute of the control
 */
export const definer = (env, code) =>
  function define(name, { properties = {}, draw = {}, make, leave }) {
    const space = env.getGlobalCodeSpace();
    const path = `builtin/${name}`;
    const all = { ...COMMON, ...properties };
    const observers = Object.fromEntries(Object.keys(all).map((one) => [one, observer(one, draw[one])]));
    space.addComponentStaticConfig(path, { component: true });
    space.componentEnv(path, ({ Component }) =>
      Component({
        properties: all,
        observers,
        lifetimes: {
          attached() {
            this.host = this._$.getBackendElement();
            this.host.component = this;
            this.control = make?.(this.host, this) ?? this.host;
            Object.keys(all).forEach((one) => {
              const value = this.data[one];
              if (value !== '' && value !== null && value !== false) observers[one].call(this, value);
            });
          },
          detached() {
            leave?.(this);
          },
        },
      }),
    );
    const type = space.getComponentSpace().getComponentByUrl(path, '');
    code.getComponentSpace().setGlobalUsingComponent(`wx-${name}`, type);
  };

/** A control of the browser inside its host.  Its own events stay in it; clicks come out, they are taps. */
export function inside(host, tag, values = {}) {
  const control = Object.assign(document.createElement(tag), values);
  for (const kind of ['input', 'change', 'focus', 'blur'])
    control.addEventListener(kind, (event) => event.stopPropagation());
  host.append(control);
  return control;
}
