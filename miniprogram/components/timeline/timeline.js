/** What happened to an order, newest first. */
Component({
  properties: {
    /** [{ no, label, when }] */
    moments: { type: Array, value: [] },
  },
});
