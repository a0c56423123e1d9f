/** What the parts of the harness share: the running app, its pages, and what was recorded about them. */

/** it: what App() was given. */
export const application = { it: {} };

/** it: the Pages. */
export const pages = { it: null };

/** requests: { api, method, url, status, at } in order, at: ms since the start; payloads: bytes of each setData;
 * toasts: what each said; logs: what WeChat's log in real time got. */
export const record = { requests: [], payloads: [], toasts: [], logs: [] };

/** Asks whoever plays the person and WeChat: the test, through a function it put into the page. */
export const outside = (name, argument = {}) => globalThis.weixin(name, argument);

/** For the tests; happens: what comes about without a tap. */
globalThis.harness = { record, happens: {} };
