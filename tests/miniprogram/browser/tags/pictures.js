/** <image> and <camera>. */
import { outside } from '../world.js';
import { taken } from '../wx/calls.js';
import { front } from '../wx/front.js';
import { pageOf } from '../wx/files_of_project.js';
import { privately } from '../wx/privacy.js';
import { temporary } from '../wx/temporary.js';
import { inside } from './define.js';

export const image = {
  properties: { src: String, mode: String, lazyLoad: Boolean, webp: Boolean, showMenuByLongpress: Boolean },
  draw: {
    src(value, it) {
      it.control.src = temporary.address(value) ?? pageOf(value);
    },
    mode(value, it) {
      it.host.setAttribute('mode', value);
    },
    ariaLabel(value, it) {
      it.control.alt = value;
    },
    lazyLoad() {},
    webp() {},
    showMenuByLongpress() {},
  },
  make(host, it) {
    const picture = inside(host, 'img', { alt: '' });
    picture.onload = () => it.triggerEvent('load', { width: picture.naturalWidth, height: picture.naturalHeight });
    picture.onerror = () => it.triggerEvent('error', { errMsg: `GET ${it.data.src} failed` });
    return picture;
  },
};

function stop(it) {
  it.live = false;
  it.triggerEvent('stop', {});
}

/** Nobody sees through it: takePhoto asks the test what was before the lens.  In the background it loses the lens for
 * good. */
export const camera = {
  properties: {
    mode: String,
    devicePosition: { type: String, value: 'back' },
    flash: String,
    resolution: String,
    frameSize: String,
  },
  draw: {
    devicePosition(value, it) {
      it.host.dataset.position = value;
    },
    mode() {},
    flash() {},
    resolution() {},
    frameSize() {},
  },
  make(_host, it) {
    it.unwatch = front.watch((shown) => {
      if (!shown) stop(it);
    });
    privately('insertCamera', async () => taken(await outside('openCamera'))).then(
      () => {
        it.live = true;
        it.triggerEvent('initdone', { maxZoom: 10 });
      },
      (refused) => it.triggerEvent('error', { errMsg: `insertCamera:fail ${refused.message}` }),
    );
  },
  leave(it) {
    it.unwatch();
    stop(it);
  },
};
