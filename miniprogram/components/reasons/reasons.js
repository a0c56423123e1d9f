/** Why a photo was sent back: every coded reason with its cure, and the staff's own words; of a correction either or
 * both. */
Component({
  properties: { rejection: { type: Object, value: null }, correcting: { type: Boolean, value: false } },
});
