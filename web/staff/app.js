/** The branch's console. */
import { start } from '../shared/shell.js';
import { Frame } from './frame.js';
import { FindOrder } from './parts/find_order.js';
import { current } from './routes.js';
import { isLoggedIn, watch } from './session.js';

start({
  site: { name: '分社工作台', nextStep: async () => null, Beside: FindOrder },
  current,
  bring: (page) => import(`./pages/${page}.js`),
  session: { isLoggedIn, watch },
  Frame,
});
