/** How far an order is. */
Component({
  properties: {
    /** [{ label, look }]; look: done, now, halt or "" */
    steps: { type: Array, value: [] },
  },
});
