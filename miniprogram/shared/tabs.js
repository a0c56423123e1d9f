/** The pages of the tab bar: WeChat takes no query to them, and they say themselves what a login is good for. */
const HOME = '/pages/home/home/home';
const TABS = new Set([HOME, '/pages/orders/list/list', '/pages/me/account/account']);

/** Whether the page in front is one of them. */
function onTab() {
  const [top] = getCurrentPages().slice(-1);
  return Boolean(top) && TABS.has(`/${top.route}`);
}

module.exports = { HOME, TABS, onTab };
