/** Labels with their values. */
Component({
  properties: {
    /** [{ label, value }] as shared/facts.js makes them */
    rows: { type: Array, value: [] },
  },
});
