/** The console's signs: symbols of icons.svg. */
import { iconsOf } from '../../shared/icon.js';

export const Icon = iconsOf(new URL('../icons.svg', import.meta.url).pathname);
