/** Why a photo was sent back: every coded reason with its cure, and the reviewer's own words. */
Component({
  properties: { rejection: { type: Object, value: null } },
});
