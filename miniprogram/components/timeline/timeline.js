/** What happened to an order, newest first. */
Component({
  properties: {
    /** [{ label, when }] */
    moments: { type: Array, value: [] },
  },
});
