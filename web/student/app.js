/** The students' site. */
import { start } from '../shared/shell.js';
import { Frame } from './frame.js';
import { current } from './routes.js';
import { isLoggedIn, watch } from './session.js';

// A file dropped where nothing takes it would be opened in the site's stead.
for (const name of ['dragover', 'drop']) {
  addEventListener(name, (event) => {
    if (event instanceof DragEvent && event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
}

start({
  site: {
    name: '高校图像信息采集',
    nextStep: (error, params) => import('./next_steps.js').then(({ nextStep }) => nextStep(error, params)),
  },
  current,
  bring: (page) => import(`./pages/${page}.js`),
  session: { isLoggedIn, watch },
  Frame,
});
