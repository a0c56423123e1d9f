/** What happens once, whatever page is opened first. */
const kept = require('./services/kept');
const login = require('./services/login');
const request = require('./services/request');
const privacy = require('./services/privacy');
const { goFromHere } = require('./shared/go');
const { onTab } = require('./shared/tabs');
const { watchUpdates } = require('./services/updates');

const LOGIN = 'pages/account/login/login';

/** Over the page that needs a session; it is there again afterwards. */
function askToLogIn() {
  const pages = getCurrentPages();
  if (pages.length && !onTab() && pages[pages.length - 1].route !== LOGIN) goFromHere(`/${LOGIN}`);
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
