/** Light or dark, and the values of theme.json. */

const query = matchMedia('(prefers-color-scheme: dark)');

/** 'light' for an app without dark mode. */
export const theme = (app) => (app.darkmode && query.matches ? 'dark' : 'light');

/** A function from a value of app.json or a page's json to what it is now: "@name" stands for theme.json's. */
export const themed = (app, values) => (value) =>
  typeof value === 'string' && value.startsWith('@') ? values[theme(app)][value.slice(1)] : value;

export const onThemeChange = (listener) => query.addEventListener('change', listener);
