/** The part of `wx` that the mini-program uses; anything else throws, so a new call is noticed. */
import { account } from './account.js';
import { files } from './files.js';
import { media } from './media.js';
import { navigate } from './navigate.js';
import { network } from './network.js';
import { privacy } from './privacy.js';
import { screen } from './screen.js';
import { storage } from './storage.js';
import { system } from './system.js';

const known = {
  ...account,
  ...files,
  ...media,
  ...navigate,
  ...network,
  ...privacy,
  ...screen,
  ...storage,
  ...system,
};

export const wx = new Proxy(known, {
  get(target, name) {
    if (name in target) return target[name];
    throw new Error(`wx.${String(name)} is not in the test harness`);
  },
});
