/** The teachers' page: how far one task is, by a link.  It knows no session, neither a student's nor the staff's. */
import { start } from '../shared/shell.js';
import { Frame } from './frame.js';
import { current } from './routes.js';

start({
  site: { name: '采集进度', nextStep: async () => null },
  current,
  bring: (page) => import(`./pages/${page}.js`),
  session: { isLoggedIn: () => false, watch: () => () => {} },
  Frame,
});
