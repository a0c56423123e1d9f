/** What happens once, whatever page is opened first. */
const kept = require('./services/kept');
const login = require('./services/login');
const request = require('./services/request');
const privacy = require('./services/privacy');
const { goFromHere } = require('./shared/go');
const { watchUpdates } = require('./services/updates');

const LOGIN = 'pages/account/login/login';
const OPEN = new Set([LOGIN, 'pages/home/home/home', 'pages/orders/list/list', 'pages/me/account/account']); // they say themselves what a login is good for

/** Over the page that needs a session; it is there again afterwards. */
function askToLogIn() {
  const pages = getCurrentPages();
  if (pages.length && !OPEN.has(pages[pages.length - 1].route)) goFromHere(`/${LOGIN}`);
}

App({
  onLaunch() {
    request.onSessionOver({ renew: login.renew, ask: askToLogIn });
    privacy.listen();
    kept.sweep();
    watchUpdates();
  },
  onPageNotFound() {
    wx.reLaunch({ url: '/pages/home/home/home' });
  },
});
